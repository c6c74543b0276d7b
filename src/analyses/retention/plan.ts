import type { EpochMs } from "../../kernel/clock.ts";
import { dayMs } from "../../kernel/clock.ts";
import { type Buckets, bucketsOf } from "../../query/interval.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { RetentionParams } from "./params.ts";

export interface RetentionPlan extends RetentionParams {
  /** Those of the cohorts first, then those that only returns reach; of rolling periods the cohorts' only. */
  readonly buckets: Buckets;
  readonly cohorts: number;
  /** For each cohort, how many of its periods have ended for everybody in it. */
  readonly completePeriods: readonly number[];
}

export function planRetention(asked: RetentionParams, now: EpochMs, facts: ProjectFacts): RetentionPlan {
  const params = { ...asked, query: askedOf(asked.query, facts) };
  const { query, unit, weekStart, lastPeriod, rollingMs } = params;
  const { from, to } = query.period;
  if (unit === "all") {
    const buckets = { starts: from < to ? [from] : [], end: to };
    return complete({ ...params, buckets, cohorts: buckets.starts.length }, now);
  }
  const interval = { unit, weekStart };
  const own = bucketsOf(query.period, interval, query.zone);
  const cohorts = own.starts.length;
  if (rollingMs !== undefined || cohorts === 0) return complete({ ...params, buckets: own, cohorts }, now);
  const reach = to + (lastPeriod + 1) * longestMs[unit];
  const { starts, end } = bucketsOf({ from, to: reach }, interval, query.zone);
  const count = cohorts + lastPeriod;
  return complete(
    { ...params, buckets: { starts: starts.slice(0, count), end: starts[count] ?? end }, cohorts },
    now,
  );
}

/** Days may be an hour longer than a day, or left out. */
const longestMs = { day: 2 * dayMs, week: 8 * dayMs, month: 32 * dayMs } as const;

function complete(plan: Omit<RetentionPlan, "completePeriods">, now: EpochMs): RetentionPlan {
  const ends = [...plan.buckets.starts.slice(1), plan.buckets.end];
  const completePeriods = Array.from({ length: plan.cohorts }, (_, cohort) => {
    const end = (period: number) =>
      plan.rollingMs === undefined
        ? ends[cohort + period]!
        : Math.min(ends[cohort]!, plan.query.period.to) + (period + 1) * plan.rollingMs;
    const periods = Array.from({ length: plan.lastPeriod + 1 }, (__, period) => period);
    return periods.filter((period) => end(period) <= now).length;
  });
  return { ...plan, completePeriods };
}
