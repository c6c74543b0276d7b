import { dayMs, minuteMs } from "../kernel/clock.ts";
import type { Period } from "./period.ts";
import type { Query } from "./query.ts";

/** The grain of the rollups; every offset of a time zone is a multiple of it. */
export const rollupGrainMs = 15 * minuteMs;

/** A period, cut where a rollup's buckets begin. */
export interface Cut {
  /** Whole buckets. */
  readonly whole: Period;
  /** What remains before and behind them, each less than a bucket long. */
  readonly edges: readonly Period[];
}

/**
 * Rollups answer a query where nothing is filtered that they do not know, and there are whole buckets in it; what is on
 * either side of these is counted from its events. Null where they do not.
 */
export function rollupCut(query: Query): Cut | null {
  return hasNoConditions(query) ? cut(query.period, rollupGrainMs) : null;
}

/** The same for the rollup of each UTC day's visitors. */
export function daysCut(query: Query): Cut | null {
  return hasNoConditions(query) ? cut(query.period, dayMs) : null;
}

/** Whether the rollup of the days' visitors answers a query alone. */
export function fitsDays(query: Query): boolean {
  return daysCut(query)?.edges.length === 0;
}

export function isDay(time: number): boolean {
  return time % dayMs === 0;
}

function hasNoConditions({ filters, segment }: Query): boolean {
  return filters.length === 0 && segment === undefined;
}

function cut({ from, to }: Period, bucketMs: number): Cut | null {
  const first = from === undefined ? undefined : Math.ceil(from / bucketMs) * bucketMs;
  const end = to === undefined ? undefined : Math.floor(to / bucketMs) * bucketMs;
  if (first !== undefined && end !== undefined && first >= end) return null;
  const edges: Period[] = [];
  if (first !== from) edges.push({ from, to: first });
  if (end !== to) edges.push({ from: end, to });
  return { whole: { from: first, to: end }, edges };
}
