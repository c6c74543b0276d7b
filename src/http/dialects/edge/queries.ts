import { z } from "zod";
import type { EventListParams } from "../../../analyses/event-list/params.ts";
import type { OverviewParams } from "../../../analyses/overview/params.ts";
import type { TimeSeriesParams } from "../../../analyses/time-series/params.ts";
import { dayMs } from "../../../kernel/clock.ts";
import { type Failure, failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, err, ok } from "../../../kernel/result.ts";
import type { Filter } from "../../../query/filter.ts";
import type { Metric } from "../../../query/metric.ts";
import { type Query, everything } from "../../../query/query.ts";
import { flagParam, isForwards, limitParam, textParam, timeParam, wholeNumber } from "../../params.ts";

/** The edge dialect's query strings, and what they ask of the core. Its times are epoch milliseconds. */
const range = { start: timeParam.optional(), end: timeParam.optional(), includeBots: flagParam };
const forwards = { message: "must not be before start", path: ["end"] };

export const metricsParams = z.object(range).refine(({ start, end }) => isForwards(start, end), forwards);

export const eventsParams = z
  .object({
    ...range,
    type: textParam.optional(),
    sessionId: textParam.optional(),
    userId: textParam.optional(),
    limit: limitParam(100),
  })
  .refine(({ start, end }) => isForwards(start, end), forwards);

export const timeseriesParams = z
  .object({
    ...range,
    metric: textParam.optional().default("events"),
    interval: wholeNumber(1_000, 366 * dayMs)
      .optional()
      .default(60_000),
  })
  .refine(({ start, end }) => isForwards(start, end), forwards);

export function overviewQuery(params: z.infer<typeof metricsParams>): OverviewParams {
  return { query: rangeQuery(params), topPages: 10 };
}

export function eventListQuery(params: z.infer<typeof eventsParams>): EventListParams {
  const filters: Filter[] = [];
  if (params.type !== undefined)
    filters.push({ field: { column: "name" }, operator: "eq", value: params.type });
  if (params.userId !== undefined)
    filters.push({ field: { column: "user_id" }, operator: "eq", value: params.userId });
  if (params.sessionId !== undefined) {
    filters.push({ field: { column: "session_id" }, operator: "eq", value: params.sessionId });
  }
  return { query: { ...rangeQuery(params), filters }, limit: params.limit };
}

/** Without a range: the last 60 intervals, the window that the brief's charts and detectors look at. */
export function seriesQuery(
  params: z.infer<typeof timeseriesParams>,
  now: number,
): Result<TimeSeriesParams, Failure> {
  const { interval, metric } = params;
  const to = params.end ?? now;
  const from = params.start ?? Math.max(0, to - (to % interval) - (defaultBuckets - 1) * interval);
  if ((to - from) / interval > limits.timeBucketsMax) {
    const message = `interval: gives more than ${limits.timeBucketsMax} buckets for this range; use a longer one`;
    return err(failure("invalid_parameter", { field: "interval", message }));
  }
  const query = { ...rangeQuery(params), period: { from, to: Math.max(from, to) } };
  const asked: Metric = namedMetrics.get(metric) ?? { of: "events", name: metric };
  return ok({ query, metrics: [asked], interval: { ms: interval } });
}

const defaultBuckets = 60;

/** Any other metric is an event type, of which the events are counted. */
const namedMetrics: ReadonlyMap<string, Metric> = new Map([
  ["events", { of: "events" }],
  ["totalEvents", { of: "events" }],
  ["users", { of: "visitors" }],
  ["uniqueUsers", { of: "visitors" }],
  ["sessions", { of: "sessions" }],
  ["uniqueSessions", { of: "sessions" }],
]);

function rangeQuery(params: {
  start?: number | undefined;
  end?: number | undefined;
  includeBots: boolean;
}): Query {
  return { ...everything, period: { from: params.start, to: params.end }, includeBots: params.includeBots };
}
