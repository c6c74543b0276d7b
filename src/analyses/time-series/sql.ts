import { dayMs } from "../../kernel/clock.ts";
import { bucketSql, dayMsSql, eventMsSql, rollupMsSql } from "../../query/bucket-sql.ts";
import { groupKeySql } from "../../query/group-key.ts";
import type { Metric } from "../../query/metric.ts";
import { metricFromDaysSql, metricFromRollupSql, metricSql } from "../../query/metric.ts";
import { eventCondition } from "../../query/query.ts";
import { nameRows, visitorDayRows, visitorRows } from "../../query/rollup-rows.ts";
import { type Sql, integer, join, sql, texts } from "../../query/sql.ts";
import { boundOfCount, boundOfDays } from "../bound.ts";
import type { SeriesRange, TimeSeriesPlan } from "./plan.ts";

export function timeSeriesSql(plan: TimeSeriesPlan): Record<string, Sql> {
  const statements: Record<string, Sql> = {
    ...rangeSql(plan.range, plan.metrics, ""),
    ...boundSql(plan.range, plan.metrics[0]!),
  };
  if (plan.previous !== null) Object.assign(statements, rangeSql(plan.previous, plan.metrics, "previous_"));
  if (plan.breakdown !== undefined) {
    const { key, isTop } = topKeys(plan);
    statements["groups"] = groups(plan, { key, isTop, start: bucketSql(plan.range.buckets, eventMsSql) });
    statements["group_totals"] = groups(plan, { key, isTop, start: sql`0` });
  }
  return statements;
}

function boundSql({ query, countsFrom }: SeriesRange, headline: Metric): ReturnType<typeof boundOfCount> {
  return countsFrom === "days" && headline.of === "visitors"
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
  if (range.countsFrom === "days") {
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

/** The keys with the largest first metric; which events have one of them. */
function topKeys({ range, metrics, breakdown }: TimeSeriesPlan): { key: Sql; isTop: Sql } {
  const key = groupKeySql(breakdown!.field);
  const isTop = sql`key IN (SELECT ${key} AS key FROM events WHERE ${eventCondition(range.query)}
    GROUP BY key ORDER BY ${metricSql(metrics[0]!, range.query)} DESC NULLS LAST, key LIMIT ${integer(breakdown!.limit)})`;
  return { key, isTop };
}

function groups(plan: TimeSeriesPlan, { key, isTop, start }: { key: Sql; isTop: Sql; start: Sql }): Sql {
  return sql`SELECT ${start} AS start, if(is_top, key, '') AS shown, is_top, [${join(eventMetrics(plan.range, plan.metrics), ", ")}] AS values
  FROM (SELECT *, ${key} AS key, ${isTop} AS is_top FROM events WHERE ${eventCondition(plan.range.query)}) AS events
  GROUP BY start, shown, is_top ORDER BY is_top DESC, values[1] DESC NULLS LAST, shown, start`;
}

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
