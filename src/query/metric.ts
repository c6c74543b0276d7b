import { type FieldRef, fieldNumber } from "./columns.ts";
import { isPageViewSql } from "./query.ts";
import { type Sql, sql, text } from "./sql.ts";

/** A number that a query asks for: counts of things, or a statistic of a numeric field. */
export type Metric = CountMetric | FieldMetric;

/** `events` of one name when `name` is given. */
export type CountMetric =
  | { readonly of: "events"; readonly name?: string | undefined }
  | { readonly of: "visitors" | "sessions" | "page_views" };

export interface FieldMetric {
  readonly of: FieldStatistic;
  readonly field: FieldRef;
}

export const countMetrics = ["events", "visitors", "sessions", "page_views"] as const;
export const fieldStatistics = ["sum", "avg", "min", "max", "median", "p90", "p95", "p99"] as const;
export type FieldStatistic = (typeof fieldStatistics)[number];

/** The metric as an aggregate over events. A statistic of no numbers is null, except that a sum is 0. */
export function metricSql(metric: Metric): Sql {
  if ("field" in metric) return statisticSql(metric);
  switch (metric.of) {
    case "events":
      return metric.name === undefined ? sql`count()` : sql`countIf(name = ${text(metric.name)})`;
    case "visitors":
      return sql`uniqExact(visitor_hash)`;
    case "sessions":
      return sql`uniqExact(session_id)`;
    case "page_views":
      return sql`countIf(${isPageViewSql})`;
  }
}

/** The same over the rows of the rollup by name; null for a metric that counts cannot answer. */
export function metricFromRollupSql(metric: Metric): Sql | null {
  if (metric.of === "events") {
    return metric.name === undefined ? sql`sum(events)` : sql`sumIf(events, name = ${text(metric.name)})`;
  }
  return metric.of === "page_views" ? sql`sumIf(events, ${isPageViewSql})` : null;
}

/** The same over the visitors of UTC days, which know neither names nor sessions. */
export function metricFromDaysSql(metric: Metric): Sql | null {
  if (metric.of === "visitors") return sql`uniqExact(visitor_hash)`;
  return metric.of === "events" && metric.name === undefined ? sql`sum(events)` : null;
}

/** The metric's value where there are no events at all. */
export function metricOfNothing(metric: Metric): number | null {
  return "field" in metric && metric.of !== "sum" ? null : 0;
}

/** Texts that read as `nan` or `inf` are no numbers to calculate with. */
function statisticSql({ of, field }: FieldMetric): Sql {
  const number = fieldNumber(field);
  const finite = sql`if(isFinite(ifNull(${number}, nan)), ${number}, NULL)`;
  if (of === "sum") return sql`ifNull(sum(${finite}), 0)`;
  return sql`${aggregates[of]}(${finite})`;
}

/** Percentiles are exact, interpolated between the two nearest values. */
const aggregates = {
  avg: sql`avgOrNull`,
  min: sql`minOrNull`,
  max: sql`maxOrNull`,
  median: sql`quantileExactInclusiveOrNull(0.5)`,
  p90: sql`quantileExactInclusiveOrNull(0.9)`,
  p95: sql`quantileExactInclusiveOrNull(0.95)`,
  p99: sql`quantileExactInclusiveOrNull(0.99)`,
} as const;
