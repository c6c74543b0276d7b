import type { EpochMs } from "../../kernel/clock.ts";
import { type Buckets, type ClosedPeriod, bucketStart, bucketsOf } from "../../query/interval.ts";
import { type ProjectFacts, type Query, askedOf } from "../../query/query.ts";
import { daysCut, isDay } from "../../query/rollup.ts";
import type { LifecycleParams } from "./params.ts";

export interface LifecyclePlan {
  readonly query: Query & { readonly period: ClosedPeriod };
  /** The periods of the answer, and before them the one that the first is compared with. */
  readonly periods: Buckets;
  /** Periods of UTC days are found in the days' visitors, where every visitor counts for one. */
  readonly readsFrom: "days" | "events";
}

export function planLifecycle(
  { query: asked, interval }: LifecycleParams,
  _now: EpochMs,
  facts: ProjectFacts,
): LifecyclePlan {
  const query = askedOf(asked, facts);
  const { from, to } = query.period;
  if (from >= to) return { query, periods: { starts: [], end: to }, readsFrom: "events" };
  const before = bucketStart(bucketStart(from, interval, query.zone) - 1, interval, query.zone);
  const period = { from: Math.max(0, before), to };
  const periods = bucketsOf(period, interval, query.zone);
  const isOfDays = query.sampled !== true && periods.starts.every(isDay) && daysCut(untilEnd(query)) !== null;
  return { query: { ...query, period }, periods, readsFrom: isOfDays ? "days" : "events" };
}

/** The question looks back to each visitor's first event. */
export function untilEnd<Q extends Query>(query: Q): Query {
  return { ...query, period: { to: query.period.to } };
}
