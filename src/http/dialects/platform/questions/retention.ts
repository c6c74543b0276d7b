import { z } from "zod";
import { retentionMembers } from "../../../../analyses/retention-members/index.ts";
import { retention } from "../../../../analyses/retention/index.ts";
import {
  type RetentionParams,
  retentionModes,
  retentionUnits,
} from "../../../../analyses/retention/params.ts";
import { parseTime } from "../../../../event/time.ts";
import { hourMs } from "../../../../kernel/clock.ts";
import { limits } from "../../../../kernel/limits.ts";
import { ok } from "../../../../kernel/result.ts";
import { selectorSchema, weekStartSchema } from "../../../../query/schema.ts";
import { countingAnswer, presentSeen, seenField } from "../../../bound.ts";
import { timeOrDaySchema } from "../../../range.ts";
import { presentRetention, retentionAnswer } from "../present-retention.ts";
import { type RangedQuery, question, questionFields, questionQuery, strictBody } from "../question.ts";

const retentionFields = {
  mode: z.enum(retentionModes).default("first_time"),
  entry: selectorSchema.describe("`{event, filters}`; without an event's name, any"),
  return: selectorSchema
    .default({ name: undefined, conditions: [] })
    .describe("The same; any event if not given"),
  interval: z.enum(retentionUnits).default("day"),
  weekStart: weekStartSchema.optional(),
  periods: z
    .number()
    .int()
    .min(0)
    .max(limits.retentionPeriodsMax)
    .default(7)
    .describe("The last period; the first is 0"),
  rolling: z
    .boolean()
    .default(false)
    .describe("Periods count from each visitor's entry instead of the calendar"),
  rollingHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 366)
    .default(24),
};

const bodySchema = strictBody({ ...questionFields, ...retentionFields });
const signups = { entry: { event: "signup" }, startDate: "2024-01-01", endDate: "2024-01-31" };

/** Who comes back (docs/semantics.md, Retention). */
export const retentionQuestion = question({
  type: "retention",
  summary: "How many of those who entered came back, and when",
  body: bodySchema,
  answer: retentionAnswer,
  examples: [
    { name: "back within a week of signing up", body: signups },
    {
      name: "buyers who buy again, by month",
      body: {
        mode: "recurring",
        entry: { event: "purchase" },
        return: { event: "purchase" },
        interval: "month",
        periods: 6,
        timezone: "Europe/Berlin",
      },
    },
    {
      name: "24 hours at a time",
      body: { ...signups, return: { event: "login" }, rolling: true, periods: 3 },
    },
  ],
  analysis: retention,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    return query.ok ? ok(retentionOf(body, query.value)) : query;
  },
  present: (answer, { timezone }) => presentRetention(answer, timezone),
});

const count = z.number().int();

/** Who is behind a cell of a retention table. */
export const retentionVisitorsQuestion = question({
  type: "retention-visitors",
  path: "/api/v1/retention/visitors",
  summary: "The visitors behind a cell of a retention table",
  body: strictBody({
    ...bodySchema.shape,
    cohort: timeOrDaySchema.describe("`startDate` of the cohort"),
    period: z.number().int().min(0).optional().describe("Without it, the whole cohort"),
    limit: z.number().int().min(1).max(limits.pageRowsMax).default(100),
    cursor: z.string().max(20).optional().describe("`nextCursor` of the page before"),
  }),
  answer: countingAnswer({
    total: count.describe("The number in the cell"),
    ...seenField,
    visitors: z.array(z.object({ visitorId: z.string(), userId: z.string().nullable() })),
    nextCursor: z.string().nullable(),
  }),
  examples: [{ name: "back on the next day", body: { ...signups, cohort: "2024-01-05", period: 1 } }],
  analysis: retentionMembers,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    if (!query.ok) return query;
    const { period, limit, cursor: after } = body;
    return ok({
      retention: retentionOf(body, query.value),
      cohort: parseTime(body.cohort)!,
      period,
      limit,
      after,
    });
  },
  present: ({ total, seen, members, nextCursor }) => ({
    total,
    ...presentSeen(seen),
    visitors: members.map(({ visitor_id, user_id }) => ({
      visitorId: visitor_id,
      userId: user_id === "" ? null : user_id,
    })),
    nextCursor,
  }),
});

function retentionOf(body: z.infer<typeof bodySchema>, query: RangedQuery): RetentionParams {
  const { mode, entry, interval: unit, weekStart, periods: lastPeriod } = body;
  const rollingMs = body.rolling ? body.rollingHours * hourMs : undefined;
  return { query, mode, entry, return: body.return, unit, weekStart, lastPeriod, rollingMs };
}
