import { z } from "zod";
import type { Query } from "../../query/query.ts";

export const seriesMetrics = ["events", "visitors", "sessions"] as const;
export type SeriesMetric = (typeof seriesMetrics)[number];

/** One metric in buckets of a fixed length, counted from the epoch in UTC. */
export interface TimeSeriesParams {
  readonly query: Query & { readonly period: { readonly from: number; readonly to: number } };
  readonly metric: SeriesMetric;
  readonly intervalMs: number;
}

export const timeSeriesParams: z.ZodType<TimeSeriesParams> = z.object({
  query: z.custom<TimeSeriesParams["query"]>(),
  metric: z.enum(seriesMetrics),
  intervalMs: z.number().int().min(1_000),
});
