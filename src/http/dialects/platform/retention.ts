import { z } from "zod";
import { retention } from "../../../analyses/retention/index.ts";
import { retentionModes, retentionUnits } from "../../../analyses/retention/params.ts";
import type { Retention } from "../../../analyses/retention/shape.ts";
import { dayMs } from "../../../kernel/clock.ts";
import { limits } from "../../../kernel/limits.ts";
import { weekStartSchema, zoneSchema } from "../../../query/schema.ts";
import { withBound } from "../../bound.ts";
import { failed } from "../../failed.ts";
import { operation } from "../../operation.ts";
import { flagParam, textParam, wholeNumber } from "../../params.ts";
import { timeOrDaySchema } from "../../range.ts";
import { scopeOf } from "../../scope.ts";
import { presentRetention, retentionAnswer } from "./present-retention.ts";
import { questionQuery } from "./question.ts";
import { segmentOf, segmentParam } from "./saved-segment.ts";

const params = z.object({
  cohort: textParam.describe("The event that visitors enter with"),
  returnEvent: textParam.optional().describe("The event that they come back with; any if not given"),
  days: wholeNumber(0, limits.retentionPeriodsMax)
    .optional()
    .default(7)
    .describe("The last period; the first is 0"),
  interval: z.enum(retentionUnits).default("day"),
  mode: z.enum(retentionModes).default("first_time"),
  rolling: flagParam.describe("Periods of 24 hours from each visitor's entry"),
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  weekStart: weekStartSchema.optional(),
  segment: segmentParam,
  includeBots: flagParam,
});

/** `GET /api/v1/retention` of the brief; the last 30 days unless a range is given. */
export const retentionByEvent = operation({
  method: "GET",
  paths: ["/api/v1/retention"],
  dialect: "platform",
  scope: "read",
  summary: "How many of those who entered came back, and when",
  query: params,
  answer: {
    status: 200,
    description: "A cohort for each day (week, month) of the range.",
    schema: z.object({ cohort: z.string(), ...retentionAnswer.shape }),
  },
  errors: ["not_found"],
  examples: [
    {
      name: "sign-ups",
      query: { cohort: "signup", days: "7", startDate: "2024-01-01", endDate: "2024-01-31" },
    },
    { name: "the last 30 days", query: { cohort: "signup", days: "7" } },
  ],
  handle: async (call, { query: { cohort, returnEvent, days, interval, rolling, ...given } }) => {
    const segment = await segmentOf(call, given.segment);
    if (!segment.ok) return failed(call, segment.error);
    const range = { ...given, filters: [], segment: undefined };
    const query = questionQuery(range, call.services.clock.now());
    if (!query.ok) return failed(call, query.error);
    const asked = {
      query: { ...query.value, ...segment.value },
      mode: given.mode,
      entry: { name: cohort, conditions: [] },
      return: { name: returnEvent, conditions: [] },
      unit: interval,
      weekStart: given.weekStart,
      lastPeriod: days,
      rollingMs: rolling ? dayMs : undefined,
    };
    const answer = await call.services.analytics.runBounded(retention, asked, scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    const present = (found: Retention) => ({ cohort, ...presentRetention(found, given.timezone) });
    return Response.json(withBound(answer.value, present));
  },
});
