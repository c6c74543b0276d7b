import { dayMs, minuteMs } from "../kernel/clock.ts";
import type { Query } from "./query.ts";

/** The grain of the rollups; every offset of a time zone is a multiple of it. */
export const rollupGrainMs = 15 * minuteMs;

/** Rollups answer a query exactly when its ends lie on their buckets and nothing is filtered that they do not know. */
export function fitsRollup(query: Query): boolean {
  const { from, to } = query.period;
  return query.filters.length === 0 && query.segment === undefined && isOnGrain(from) && isOnGrain(to);
}

/** The same for the rollup of each UTC day's visitors, whose days the ends must lie on. */
export function fitsDays(query: Query): boolean {
  const { from, to } = query.period;
  return fitsRollup(query) && isDay(from) && isDay(to);
}

export function isDay(time: number | undefined): boolean {
  return time === undefined || time % dayMs === 0;
}

function isOnGrain(time: number | undefined): boolean {
  return time === undefined || time % rollupGrainMs === 0;
}
