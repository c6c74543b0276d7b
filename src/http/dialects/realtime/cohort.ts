import { z } from "zod";
import { retention } from "../../../analyses/retention/index.ts";
import { minuteMs } from "../../../kernel/clock.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import { everything } from "../../../query/query.ts";
import { epochMsSchema } from "../../answers.ts";
import { failed } from "../../failed.ts";
import { type Call, operation } from "../../operation.ts";
import { isForwards } from "../../params.ts";
import { percentOf } from "../../percent.ts";
import { scopeOf } from "../../scope.ts";
import { eventType, propertyFilters, rangeFields, reversedRange } from "./query-fields.ts";

/** `POST /queries/cohort`: one cohort, of all who entered in the range; periods count from each visitor's first entry. */
export const cohortBody = z
  .object({
    name: z.string().min(1).max(limits.eventNameCharsMax),
    entryEvent: eventType,
    entryFilters: propertyFilters.optional(),
    retentionEvent: eventType,
    retentionFilters: propertyFilters.optional(),
    periods: z.number().int().min(1).max(limits.retentionPeriodsMax),
    periodLength: z.number().int().min(1).max(limits.funnelWindowMsMax).describe("Milliseconds"),
    ...rangeFields,
  })
  .refine(({ startTime, endTime }) => isForwards(startTime, endTime), reversedRange);

const count = z.number().int();

export const cohortAnswer = z.object({
  name: z.string(),
  entryEvent: z.string(),
  retentionEvent: z.string(),
  periodLength: count.describe("Milliseconds"),
  cohortSize: count,
  periods: z.array(
    z.object({
      period: count.describe("From 0, which starts with the entry"),
      retained: count.describe("Users with the retention event in the period"),
      rate: z.number().describe("Percent of the cohort"),
      isComplete: z
        .boolean()
        .describe("False while some of the cohort are, or may yet come to be, in the period"),
    }),
  ),
  endTime: epochMsSchema.describe("Up to when entries count; the end of the current minute if not given"),
});

export const cohortQuery = operation({
  method: "POST",
  paths: ["/queries/cohort"],
  dialect: "realtime",
  scope: "read",
  summary: "Cohort analysis",
  body: cohortBody,
  answer: {
    status: 200,
    description: "How many of the cohort came back in each period.",
    schema: cohortAnswer,
  },
  examples: [
    {
      name: "user retention",
      body: {
        name: "User Retention",
        entryEvent: "signup",
        retentionEvent: "login",
        periods: 7,
        periodLength: 86400000,
      },
    },
  ],
  handle: async (call, { body }) => {
    const answer = await askCohort(call, body);
    return answer.ok ? Response.json(answer.value) : failed(call, answer.error);
  },
});

export async function askCohort(
  call: Call,
  body: z.infer<typeof cohortBody>,
): Promise<Result<z.infer<typeof cohortAnswer>, Failure>> {
  const { name, entryEvent, retentionEvent, periods, periodLength, includeBots } = body;
  const endTime = body.endTime ?? Math.ceil(call.services.clock.now() / minuteMs) * minuteMs;
  const params = {
    query: { ...everything, period: { from: body.startTime ?? 0, to: endTime }, includeBots },
    mode: "first_time",
    entry: { name: entryEvent, conditions: body.entryFilters ?? [] },
    return: { name: retentionEvent, conditions: body.retentionFilters ?? [] },
    unit: "all",
    lastPeriod: periods - 1,
    rollingMs: periodLength,
  } as const;
  const answer = await call.services.analytics.run(retention, params, scopeOf(call));
  if (!answer.ok) return answer;
  const [cohort] = answer.value.cohorts;
  const cohortSize = cohort?.visitors ?? 0;
  return ok({
    name,
    entryEvent,
    retentionEvent,
    periodLength,
    cohortSize,
    periods: (cohort?.periods ?? []).map(({ visitors, isComplete }, period) => {
      return { period, retained: visitors, rate: percentOf(visitors, cohortSize), isComplete };
    }),
    endTime,
  });
}
