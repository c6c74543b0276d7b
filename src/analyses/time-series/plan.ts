import type { EpochMs, IanaZone } from "../../kernel/clock.ts";
import { type Buckets, type ClosedPeriod, bucketStart, bucketsOf } from "../../query/interval.ts";
import { daysAggregate, metricFromRollupSql } from "../../query/metric.ts";
import { type ProjectFacts, type Query, askedOf } from "../../query/query.ts";
import { daysCut, isDay, rollupCut, rollupGrainMs } from "../../query/rollup.ts";
import type { TimeSeriesParams } from "./params.ts";

export interface TimeSeriesPlan extends TimeSeriesParams {
  readonly range: SeriesRange;
  /** The period to compare with. */
  readonly previous: SeriesRange | null;
}

export interface SeriesRange {
  readonly query: Query & { readonly period: ClosedPeriod };
  readonly buckets: Buckets;
  /**
   * Counts of events come from the 15-minute rollup, visitors of whole UTC days from the days' visitors;
   * both hold the same numbers as the events.
   */
  readonly countsFrom: "rollup" | "days" | "events";
  /** The same of the counts over the whole range, whose days need not be those of the buckets. */
  readonly totalsFrom: "days" | "events";
}

export function planTimeSeries(asked: TimeSeriesParams, _now: EpochMs, facts: ProjectFacts): TimeSeriesPlan {
  const params = { ...asked, query: askedOf(asked.query, facts) };
  const { query, compare } = params;
  const range = rangeOf(params, query.period);
  const previous = compare === undefined ? null : rangeOf(params, previousPeriod(query.period, query.zone));
  return { ...params, range, previous };
}

function rangeOf(params: TimeSeriesParams, period: ClosedPeriod): SeriesRange {
  const query = { ...params.query, period };
  const buckets = bucketsOf(period, params.interval, query.zone);
  return {
    query,
    buckets,
    countsFrom: params.breakdown === undefined ? countsFrom(params, query, buckets) : "events",
    totalsFrom: isOfDays(params, query) ? "days" : "events",
  };
}

function countsFrom(
  { metrics }: TimeSeriesParams,
  query: Query,
  { starts }: Buckets,
): SeriesRange["countsFrom"] {
  const isOnGrain = starts.every((start) => start % rollupGrainMs === 0);
  if (
    isOnGrain &&
    rollupCut(query) !== null &&
    metrics.every((metric) => metricFromRollupSql(metric) !== null)
  )
    return "rollup";
  return starts.every(isDay) && isOfDays({ metrics }, query) ? "days" : "events";
}

function isOfDays({ metrics }: Pick<TimeSeriesParams, "metrics">, query: Query): boolean {
  return daysCut(query) !== null && metrics.every((metric) => daysAggregate(metric, query) !== null);
}

/** As many days before, if the period is whole days in its zone; otherwise as many milliseconds. */
function previousPeriod({ from, to }: ClosedPeriod, zone: IanaZone): ClosedPeriod {
  if (!isDayStart(from, zone) || !isDayStart(to, zone))
    return { from: Math.max(0, from - (to - from)), to: from };
  const first = localDate(from, zone);
  const days = first.until(localDate(to, zone), { largestUnit: "days" }).days;
  return { from: Math.max(0, first.subtract({ days }).toZonedDateTime(zone).epochMilliseconds), to: from };
}

function isDayStart(time: EpochMs, zone: IanaZone): boolean {
  return bucketStart(time, { unit: "day" }, zone) === time;
}

function localDate(time: EpochMs, zone: IanaZone): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone).toPlainDate();
}
