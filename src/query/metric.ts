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

/** A metric as ClickHouse's aggregate function, so that its states can be put together as well. */
export interface Aggregate {
  readonly name: Sql;
  /** In parentheses; empty for most. */
  readonly parameters: Sql;
  readonly of: Sql;
  /** 0 where it would be null. */
  readonly orZero: boolean;
}

export function aggregateSql({ name, parameters, of, orZero }: Aggregate): Sql {
  return orZero ? sql`ifNull(${name}${parameters}(${of}), 0)` : sql`${name}${parameters}(${of})`;
}

/** What groups can be merged from: the visitors themselves, say, where the aggregate is their number. */
export function stateSql({ name, parameters, of }: Aggregate): Sql {
  return sql`${name}State${parameters}(${of})`;
}

/** The aggregate of everything that went into the states. */
export function mergeSql({ name, parameters, orZero }: Aggregate, state: Sql): Sql {
  const merged = sql`${name}Merge${parameters}(${state})`;
  return orZero ? sql`ifNull(${merged}, 0)` : merged;
}

/** The aggregate of one state. */
export function finalSql({ orZero }: Aggregate, state: Sql): Sql {
  return orZero ? sql`ifNull(finalizeAggregation(${state}), 0)` : sql`finalizeAggregation(${state})`;
}

/** The metric as an aggregate over events. A statistic of no numbers is null, except that a sum is 0. */
export function metricSql(metric: Metric): Sql {
  return aggregateSql(metricAggregate(metric));
}

export function metricAggregate(metric: Metric): Aggregate {
  if ("field" in metric) return statisticAggregate(metric);
  switch (metric.of) {
    case "events":
      return metric.name === undefined
        ? plain(sql`count`, sql``)
        : plain(sql`countIf`, sql`name = ${text(metric.name)}`);
    case "visitors":
      return plain(sql`uniqExact`, sql`visitor_hash`);
    case "sessions":
      return plain(sql`uniqExact`, sql`session_id`);
    case "page_views":
      return plain(sql`countIf`, isPageViewSql);
  }
}

/** The same over the rows of the rollup by name; null for a metric that counts cannot answer. */
export function metricFromRollupSql(metric: Metric): Sql | null {
  const aggregate = rollupAggregate(metric);
  return aggregate === null ? null : aggregateSql(aggregate);
}

export function rollupAggregate(metric: Metric): Aggregate | null {
  if (metric.of === "events") {
    return metric.name === undefined
      ? plain(sql`sum`, sql`events`)
      : plain(sql`sumIf`, sql`events, name = ${text(metric.name)}`);
  }
  return metric.of === "page_views" ? plain(sql`sumIf`, sql`events, ${isPageViewSql}`) : null;
}

function plain(name: Sql, of: Sql): Aggregate {
  return { name, parameters: sql``, of, orZero: false };
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
function statisticAggregate({ of, field }: FieldMetric): Aggregate {
  const number = fieldNumber(field);
  const finite = sql`if(isFinite(ifNull(${number}, nan)), ${number}, NULL)`;
  return { ...functions[of], of: finite, orZero: of === "sum" };
}

/** Percentiles are exact, interpolated between the two nearest values. */
const quantile = (share: Sql) => ({ name: sql`quantileExactInclusiveOrNull`, parameters: sql`(${share})` });
const functions: Readonly<Record<FieldStatistic, Pick<Aggregate, "name" | "parameters">>> = {
  sum: { name: sql`sum`, parameters: sql`` },
  avg: { name: sql`avgOrNull`, parameters: sql`` },
  min: { name: sql`minOrNull`, parameters: sql`` },
  max: { name: sql`maxOrNull`, parameters: sql`` },
  median: quantile(sql`0.5`),
  p90: quantile(sql`0.9`),
  p95: quantile(sql`0.95`),
  p99: quantile(sql`0.99`),
};
