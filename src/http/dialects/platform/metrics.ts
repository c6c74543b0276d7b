import { z } from "zod";
import { timeSeries } from "../../../analyses/time-series/index.ts";
import type { TimeSeriesParams } from "../../../analyses/time-series/params.ts";
import type { TimeSeries } from "../../../analyses/time-series/shape.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import type { CalendarUnit } from "../../../query/interval.ts";
import type { Query } from "../../../query/query.ts";
import { weekStartSchema, zoneSchema } from "../../../query/schema.ts";
import { epochMsSchema } from "../../answers.ts";
import { countingAnswer, withBound } from "../../bound.ts";
import { failed } from "../../failed.ts";
import { type Operation, operation } from "../../operation.ts";
import { flagParam, textParam } from "../../params.ts";
import { closedRange, timeOrDaySchema } from "../../range.ts";
import { scopeOf } from "../../scope.ts";
import { segmentOf, segmentParam } from "./saved-segment.ts";

/** Both spellings of an interval: the brief's `daily` and the plain `day`. */
const intervals = {
  minute: "minute",
  minutely: "minute",
  hour: "hour",
  hourly: "hour",
  day: "day",
  daily: "day",
  week: "week",
  weekly: "week",
  month: "month",
  monthly: "month",
  quarter: "quarter",
  quarterly: "quarter",
  year: "year",
  yearly: "year",
} as const satisfies Record<string, CalendarUnit>;

const intervalNames = Object.keys(intervals) as [keyof typeof intervals, ...(keyof typeof intervals)[]];

const params = z.object({
  event: textParam.optional().describe("Only events of this name"),
  interval: z.enum(intervalNames).default("daily"),
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  weekStart: weekStartSchema.optional(),
  segment: segmentParam,
  includeBots: flagParam,
});

const count = z.number().int();

/** `GET /api/v1/metrics`: events and unique users per bucket, the last 30 days unless a range is given. */
export const metrics: Operation = operation({
  method: "GET",
  paths: ["/api/v1/metrics"],
  dialect: "platform",
  scope: "read",
  summary: "Event counts and unique users over time",
  query: params,
  answer: {
    status: 200,
    description: "Every bucket of the range, empty ones as zero.",
    schema: countingAnswer({
      event: z.string().nullable(),
      interval: z.string(),
      timezone: z.string(),
      startDate: z.iso.datetime(),
      endDate: z.iso.datetime().describe("Where the range ends; not a part of it"),
      data: z.array(z.object({ timestamp: epochMsSchema, date: z.string(), count, uniqueUsers: count })),
      totals: z.object({ count, uniqueUsers: count }),
    }),
  },
  errors: ["not_found"],
  examples: [
    {
      name: "page views a day",
      query: { event: "page_view", interval: "daily", startDate: "2024-01-01", endDate: "2024-01-31" },
    },
    { name: "the last 30 days", query: { event: "page_view", interval: "daily" } },
  ],
  handle: async (call, { query }) => {
    const segment = await segmentOf(call, query.segment);
    if (!segment.ok) return failed(call, segment.error);
    const asked = metricsQuery(query, segment.value, call.services.clock.now());
    if (!asked.ok) return failed(call, asked.error);
    const answer = await call.services.analytics.runBounded(timeSeries, asked.value, scopeOf(call));
    return answer.ok
      ? Response.json(withBound(answer.value, (series) => present(series, query)))
      : failed(call, answer.error);
  },
});

function metricsQuery(
  query: z.infer<typeof params>,
  segment: Pick<Query, "segment">,
  now: number,
): Result<TimeSeriesParams, Failure> {
  const period = closedRange(query, now);
  if (!period.ok) return period;
  const { event, interval, timezone: zone, weekStart, includeBots } = query;
  const filters =
    event === undefined ? [] : [{ field: { column: "name" }, operator: "eq", value: event } as const];
  return ok({
    query: { period: period.value, zone, filters, includeBots, ...segment },
    metrics: [{ of: "events" }, { of: "visitors" }],
    interval: { unit: intervals[interval], weekStart },
  });
}

function present(series: TimeSeries, query: z.infer<typeof params>) {
  const [events, visitors] = series.totals;
  return {
    event: query.event ?? null,
    interval: query.interval,
    timezone: query.timezone,
    startDate: new Date(series.from).toISOString(),
    endDate: new Date(series.to).toISOString(),
    data: series.points.map(({ start, values }) => ({
      timestamp: start,
      date: localTime(start, query.timezone, intervals[query.interval]),
      count: values[0] ?? 0,
      uniqueUsers: values[1] ?? 0,
    })),
    totals: { count: events ?? 0, uniqueUsers: visitors ?? 0 },
  };
}

/** The start of a bucket in the zone: its date, and for buckets shorter than a day the time with offset. */
function localTime(time: number, zone: string, unit: CalendarUnit): string {
  const start = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone);
  if (unit !== "minute" && unit !== "hour") return start.toPlainDate().toString();
  return start.toString({ timeZoneName: "never", smallestUnit: "second" });
}
