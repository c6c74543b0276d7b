import type { EpochMs } from "../../kernel/clock.ts";
import { type Buckets, type ClosedPeriod, bucketStart, bucketsOf } from "../../query/interval.ts";
import { type ProjectFacts, type Query, askedOf } from "../../query/query.ts";
import type { LifecycleParams } from "./params.ts";

export interface LifecyclePlan {
  readonly query: Query & { readonly period: ClosedPeriod };
  /** The periods of the answer, and before them the one that the first is compared with. */
  readonly periods: Buckets;
}

export function planLifecycle(
  { query: asked, interval }: LifecycleParams,
  _now: EpochMs,
  facts: ProjectFacts,
): LifecyclePlan {
  const query = askedOf(asked, facts);
  const { from, to } = query.period;
  if (from >= to) return { query, periods: { starts: [], end: to } };
  const before = bucketStart(bucketStart(from, interval, query.zone) - 1, interval, query.zone);
  const period = { from: Math.max(0, before), to };
  return { query: { ...query, period }, periods: bucketsOf(period, interval, query.zone) };
}
