import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import type { FieldRef } from "../../query/columns.ts";
import { type ClosedPeriod, type Interval, bucketCountMost } from "../../query/interval.ts";
import type { Metric } from "../../query/metric.ts";
import type { Query } from "../../query/query.ts";

/** Metrics in buckets of time (docs/semantics.md, Time series). */
export interface TimeSeriesParams {
  readonly query: Query & { readonly period: ClosedPeriod };
  readonly metrics: readonly Metric[];
  readonly interval: Interval;
  /** One series for each of the largest values of a field, and one for the others. */
  readonly breakdown?: { readonly field: FieldRef; readonly limit: number } | undefined;
  readonly compare?: "previous" | undefined;
}

export const seriesBreakdownMax = 50;

export const timeSeriesParams: z.ZodType<TimeSeriesParams> = z
  .object({
    query: z.custom<TimeSeriesParams["query"]>(),
    metrics: z.array(z.custom<Metric>()).min(1).max(10),
    interval: z.custom<Interval>(),
    breakdown: z
      .object({ field: z.custom<FieldRef>(), limit: z.number().int().min(1).max(seriesBreakdownMax) })
      .optional(),
    compare: z.literal("previous").optional(),
  })
  .refine(({ query, interval }) => bucketCountMost(query.period, interval) <= limits.timeBucketsMax + 2, {
    message: `gives more than ${limits.timeBucketsMax} buckets for this range; use a longer one`,
    path: ["interval"],
  });
