import { z } from "zod";
import { funnel } from "../../../analyses/funnel/index.ts";
import { limits } from "../../../kernel/limits.ts";
import { everything } from "../../../query/query.ts";
import { failed } from "../../failed.ts";
import { operation } from "../../operation.ts";
import { flagParam, isForwards, textParam, timeParam } from "../../params.ts";
import { percentOf } from "../../percent.ts";
import { scopeOf } from "../../scope.ts";

const stepNames = textParam
  .transform((value) => value.split(",").map((name) => name.trim()))
  .refine(
    (names) => names.every((name) => name !== "" && name.length <= limits.eventNameCharsMax),
    "must be event types with commas between them",
  )
  .refine((names) => names.length >= 2, "needs at least 2 event types with commas between them")
  .refine(
    (names) => names.length <= limits.funnelStepsMax,
    `takes at most ${limits.funnelStepsMax} event types`,
  )
  .meta({ description: "Event types with commas between them" });

/** `GET /api/funnel`: ordered, by visitor; without a range over all time, and limited by nothing but the range. */
export const funnelByNames = operation({
  method: "GET",
  paths: ["/api/funnel"],
  dialect: "edge",
  scope: "read",
  summary: "Funnel analysis",
  query: z
    .object({
      steps: stepNames,
      start: timeParam.optional(),
      end: timeParam.optional(),
      includeBots: flagParam,
    })
    .refine(({ start, end }) => isForwards(start, end), {
      message: "must not be before start",
      path: ["end"],
    }),
  answer: {
    status: 200,
    description: "How many users reached each step, and the percentage lost since the step before.",
    schema: z.array(
      z.object({ step: z.string(), count: z.number().int(), dropoff: z.number().describe("Percent") }),
    ),
  },
  examples: [
    { name: "three steps", query: { steps: "pageview,click,conversion" } },
    { name: "four steps", query: { steps: "view_product,add_to_cart,checkout,purchase" } },
  ],
  handle: async (call, { query: { steps, start: from, end: to, includeBots } }) => {
    const answer = await call.services.analytics.run(
      funnel,
      {
        query: { ...everything, period: { from, to }, includeBots },
        steps: steps.map((name) => ({ event: { name, conditions: [] } })),
        order: "ordered",
        exclusions: [],
        unit: "visitor",
      },
      scopeOf(call),
    );
    if (!answer.ok) return failed(call, answer.error);
    const counts = answer.value.steps.map(({ count }) => count);
    const lost = (index: number) => (counts[index - 1] ?? counts[index]!) - counts[index]!;
    return Response.json(
      counts.map((count, index) => ({
        step: steps[index]!,
        count,
        dropoff: percentOf(lost(index), counts[index - 1] ?? 0),
      })),
    );
  },
});
