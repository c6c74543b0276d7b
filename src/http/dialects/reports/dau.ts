import { z } from "zod";
import { breakdown } from "../../../analyses/breakdown/index.ts";
import type { BreakdownParams } from "../../../analyses/breakdown/params.ts";
import { dayMs } from "../../../kernel/clock.ts";
import { everything } from "../../../query/query.ts";
import { failed } from "../../failed.ts";
import { type Operation, operation } from "../../operation.ts";
import { dayParam, flagParam } from "../../params.ts";
import { scopeOf } from "../../scope.ts";

/** `GET /api/analytics/reports/dau`: the different visitors of one UTC day, of today unless another is named. */
export const dau: Operation = operation({
  method: "GET",
  paths: ["/api/analytics/reports/dau"],
  dialect: "reports",
  scope: "read",
  needsCredential: true,
  summary: "Daily active users",
  query: z.object({
    date: dayParam.optional().describe("A UTC day; today if not given"),
    includeBots: flagParam,
  }),
  answer: {
    status: 200,
    description: "How many different users had an event on the day.",
    schema: z.object({ dau: z.number().int(), date: z.iso.date(), period: z.literal("24h") }),
  },
  examples: [{ name: "today" }, { name: "a day", query: { date: "2024-01-01" } }],
  handle: async (call, { query }) => {
    const date =
      query.date ?? new Date(call.services.clock.now()).toISOString().slice(0, "2024-01-01".length);
    const answer = await call.services.analytics.run(
      breakdown,
      visitorsOf(date, query.includeBots),
      scopeOf(call),
    );
    if (!answer.ok) return failed(call, answer.error);
    return Response.json({ dau: answer.value.totals[0], date, period: "24h" });
  },
});

function visitorsOf(date: string, includeBots: boolean): BreakdownParams {
  const from = Date.parse(date);
  const query = { ...everything, period: { from, to: from + dayMs }, includeBots };
  return { query, metrics: [{ of: "visitors" }], by: [], limit: 1 };
}
