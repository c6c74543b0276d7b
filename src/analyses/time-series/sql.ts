import { dayMs } from "../../kernel/clock.ts";
import { bucketSql, dayMsSql, eventMsSql, rollupMsSql } from "../../query/bucket-sql.ts";
import { groupKeySql } from "../../query/group-key.ts";
import type { Metric } from "../../query/metric.ts";
import { metricFromDaysSql, metricFromRollupSql, metricSql } from "../../query/metric.ts";
import { eventCondition } from "../../query/query.ts";
import { nameRows, visitorDayRows, visitorRows } from "../../query/rollup-rows.ts";
import { type Sql, integer, join, sql, text, texts } from "../../query/sql.ts";
import { boundOfCount, boundOfDays } from "../bound.ts";
import type { SeriesRange, TimeSeriesPlan } from "./plan.ts";

export function timeSeriesSql(plan: TimeSeriesPlan): Record<string, Sql> {
  const { range, previous, metrics } = plan;
  return {
    ...(plan.breakdown === undefined ? rangeSql(range, metrics, "") : { groups: groups(plan) }),
    ...(previous === null ? {} : rangeSql(previous, metrics, "previous_")),
    ...boundSql(range, metrics[0]!),
  };
}

function boundSql({ query, totalsFrom }: SeriesRange, headline: Metric): ReturnType<typeof boundOfCount> {
  return totalsFrom === "days" && headline.of === "visitors"
    ? boundOfDays(query, visitorRows(query))
    : boundOfCount(query, headline);
}

/** The rollup's counts add up to their totals, so one statement gives both; what is unique does not. */
function rangeSql(
  range: SeriesRange,
  metrics: readonly Metric[],
  prefix: "" | "previous_",
): Record<string, Sql> {
  const buckets = { [`${prefix}buckets`]: series(range, metrics) };
  return range.countsFrom === "rollup"
    ? buckets
    : { ...buckets, [`${prefix}totals`]: totals(range, metrics) };
}

function series(range: SeriesRange, metrics: readonly Metric[]): Sql {
  if (range.countsFrom === "rollup") {
    return sql`SELECT ${bucketSql(range.buckets, rollupMsSql)} AS start, grouping(start) AS is_total, [${join(rollupMetrics(metrics), ", ")}] AS values
  FROM ${nameRows(range.query)} GROUP BY start WITH ROLLUP`;
  }
  if (range.countsFrom === "days" && hasRowPerVisitor(range)) {
    return sql`SELECT ${bucketSql(range.buckets, dayMsSql)} AS start, [${join(
      metrics.map((metric) => rowMetric(range, metric)),
      ", ",
    )}] AS values
  FROM ${visitorDayRows(range.query)} GROUP BY start`;
  }
  if (range.countsFrom === "days") {
    return sql`SELECT ${bucketSql(range.buckets, dayMsSql)} AS start, [${join(dayMetrics(range, metrics), ", ")}] AS values
  FROM ${visitorRows(range.query)} GROUP BY start`;
  }
  return sql`SELECT ${bucketSql(range.buckets, eventMsSql)} AS start, [${join(eventMetrics(range, metrics), ", ")}] AS values
  FROM events WHERE ${countedEvents(range, metrics)} GROUP BY start`;
}

/** Once merged, a day has one row for each visitor, and another for one who is a bot as well. */
function hasRowPerVisitor({ query, buckets: { starts, end } }: SeriesRange): boolean {
  const isDays = starts.every((start, index) => (starts[index + 1] ?? end) - start === dayMs);
  return isDays && !query.includeBots;
}

function totals(range: SeriesRange, metrics: readonly Metric[]): Sql {
  if (range.totalsFrom === "days") {
    return sql`SELECT [${join(dayMetrics(range, metrics), ", ")}] AS values FROM ${visitorRows(range.query)}`;
  }
  return sql`SELECT [${join(eventMetrics(range, metrics), ", ")}] AS values FROM events WHERE ${countedEvents(range, metrics)}`;
}

/** Where only events of some names are counted, only those are read. */
function countedEvents(range: SeriesRange, metrics: readonly Metric[]): Sql {
  const names = metrics.map((metric) => (metric.of === "events" ? metric.name : undefined));
  const condition = eventCondition(range.query);
  const isNamed = names.every((name) => name !== undefined);
  return isNamed ? sql`name IN ${texts(names)} AND ${condition}` : condition;
}

/**
 * One reading of the events answers for each bucket and each group, for either alone, and for all: ClickHouse makes
 * the coarser counts of the states of the finer ones, so that visitors of several groups count once. Only the groups with
 * the largest first metric have a bucket's states each; all others share one.
 */
function groups({ range, metrics, breakdown }: TimeSeriesPlan): Sql {
  const { field, limit } = breakdown!;
  const key = groupKeySql(field);
  const condition = eventCondition(range.query);
  return sql`SELECT ${bucketSql(range.buckets, eventMsSql)} AS start, shown, grouping(start) AS is_total, grouping(shown) AS is_of_all,
    [${join(eventMetrics(range, metrics), ", ")}] AS values
  FROM (SELECT *, ${key} AS key, if(key IN (SELECT ${key} AS key FROM events WHERE ${condition}
    GROUP BY key ORDER BY ${metricSql(metrics[0]!, range.query)} DESC NULLS LAST, key LIMIT ${integer(limit)}), key, ${text(othersKey)}) AS shown
    FROM events WHERE ${condition}) AS events
  GROUP BY start, shown WITH CUBE
  ORDER BY is_of_all DESC, is_total DESC, shown = ${text(othersKey)}, values[1] DESC NULLS LAST, shown, start`;
}

/** No group's key: those are empty or begin with a mark. */
export const othersKey = "others";

function eventMetrics({ query }: SeriesRange, metrics: readonly Metric[]): Sql[] {
  return metrics.map((metric) => sql`toNullable(toFloat64(${metricSql(metric, query)}))`);
}

function dayMetrics({ query }: SeriesRange, metrics: readonly Metric[]): Sql[] {
  return metrics.map((metric) => sql`toNullable(toFloat64(${metricFromDaysSql(metric, query)!}))`);
}

function rowMetric({ query }: SeriesRange, metric: Metric): Sql {
  const visitors = query.sampled === true ? sql`sum(sample_factor)` : sql`count()`;
  const value = metric.of === "visitors" ? visitors : metricFromDaysSql(metric, query)!;
  return sql`toNullable(toFloat64(${value}))`;
}

function rollupMetrics(metrics: readonly Metric[]): Sql[] {
  return metrics.map((metric) => sql`toNullable(toFloat64(${metricFromRollupSql(metric)!}))`);
}
