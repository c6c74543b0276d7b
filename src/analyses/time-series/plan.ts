import { fitsRollup, rollupGrainMs } from "../../query/rollup.ts";
import type { TimeSeriesParams } from "./params.ts";

export interface TimeSeriesPlan extends TimeSeriesParams {
  readonly countsFrom: "rollup" | "events";
  /** Start of the first bucket; buckets follow one another up to the end of the period. */
  readonly firstBucket: number;
  readonly buckets: number;
}

export function planTimeSeries(params: TimeSeriesParams): TimeSeriesPlan {
  const { query, intervalMs, metric } = params;
  const { from, to } = query.period;
  const firstBucket = from - (from % intervalMs);
  const inRollup = metric === "events" && intervalMs % rollupGrainMs === 0 && fitsRollup(query);
  return {
    ...params,
    countsFrom: inRollup ? "rollup" : "events",
    firstBucket,
    buckets: Math.max(0, Math.ceil((to - firstBucket) / intervalMs)),
  };
}
