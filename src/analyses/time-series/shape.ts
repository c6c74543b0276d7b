import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";
import type { TimeSeriesPlan } from "./plan.ts";

export interface SeriesPoint {
  /** Start of the bucket. */
  readonly start: number;
  readonly value: number;
}

/** Every bucket of the period, the empty ones as zero. */
export function shapeTimeSeries(rows: StatementRows, plan: TimeSeriesPlan): SeriesPoint[] {
  const values = new Map(rows["buckets"]?.map((row) => [number(row, "start"), number(row, "value")]));
  return Array.from({ length: plan.buckets }, (_, index) => {
    const start = plan.firstBucket + index * plan.intervalMs;
    return { start, value: values.get(start) ?? 0 };
  });
}
