import { z } from "zod";
import type { Cohort, Retention } from "../../../analyses/retention/shape.ts";
import { countingAnswer } from "../../bound.ts";
import { percentOf } from "../../percent.ts";

/** Retention as the native API answers it: rates in percent with two decimals. */
const count = z.number().int();
const percent = z.number().describe("Percent");

export const retentionAnswer = countingAnswer({
  cohorts: z.array(
    z.object({
      startDate: z.iso.datetime(),
      date: z.iso.date().describe("The day of the start, in the zone"),
      size: count,
      periods: z.array(z.object({ period: count, visitors: count, rate: percent, isComplete: z.boolean() })),
    }),
  ),
  overall: z
    .array(z.object({ period: count, size: count, visitors: count, rate: percent }))
    .describe("Each period over the cohorts for which it is complete"),
});

export function presentRetention({ cohorts }: Retention, zone: string): z.infer<typeof retentionAnswer> {
  return { cohorts: cohorts.map((cohort) => presentCohort(cohort, zone)), overall: overall(cohorts) };
}

function presentCohort({ start, visitors: size, periods }: Cohort, zone: string) {
  return {
    startDate: new Date(start).toISOString(),
    date: Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone).toPlainDate().toString(),
    size,
    periods: periods.map(({ visitors, isComplete }, period) => ({
      period,
      visitors,
      rate: percentOf(visitors, size),
      isComplete,
    })),
  };
}

function overall(cohorts: readonly Cohort[]) {
  const periods = cohorts[0]?.periods ?? [];
  return periods.map((_, period) => {
    const complete = cohorts.filter((cohort) => cohort.periods[period]!.isComplete);
    const size = complete.reduce((sum, cohort) => sum + cohort.visitors, 0);
    const visitors = complete.reduce((sum, cohort) => sum + cohort.periods[period]!.visitors, 0);
    return { period, size, visitors, rate: percentOf(visitors, size) };
  });
}
