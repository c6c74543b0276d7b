import { type Aggregate, aggregateSql, plain } from "./aggregate.ts";
import { type FieldRef, fieldNumber } from "./columns.ts";
import { type Query, isPageViewSql } from "./query.ts";
import { type Sql, sql, text } from "./sql.ts";
import { eventCount, eventCountIf, sessionCount, visitorCount, weightSql } from "./weight.ts";

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
export function metricSql(metric: Metric, query: Query): Sql {
  return aggregateSql(metricAggregate(metric, query));
}

export function metricAggregate(metric: Metric, query: Query): Aggregate {
  if ("field" in metric) return statisticAggregate(metric, query);
  switch (metric.of) {
    case "events":
      return metric.name === undefined
        ? eventCount(query)
        : eventCountIf(query, sql`name = ${text(metric.name)}`);
    case "visitors":
      return visitorCount(query);
    case "sessions":
      return sessionCount(query);
    case "page_views":
      return eventCountIf(query, isPageViewSql);
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

/** The same over the visitors of UTC days, which know neither names nor sessions. */
export function metricFromDaysSql(metric: Metric, query: Query): Sql | null {
  const aggregate = daysAggregate(metric, query);
  return aggregate === null ? null : aggregateSql(aggregate);
}

export function daysAggregate(metric: Metric, query: Query): Aggregate | null {
  if (metric.of === "visitors") return visitorCount(query);
  return metric.of === "events" && metric.name === undefined ? plain(sql`sum`, sql`events`) : null;
}

/** The metric's value where there are no events at all. */
export function metricOfNothing(metric: Metric): number | null {
  return "field" in metric && metric.of !== "sum" ? null : 0;
}

/** Texts that read as `nan` or `inf` are no numbers to calculate with. */
function statisticAggregate({ of, field }: FieldMetric, query: Query): Aggregate {
  const number = fieldNumber(field);
  const finite = sql`if(isFinite(ifNull(${number}, nan)), ${number}, NULL)`;
  const aggregate =
    query.sampled === true ? weighted[of](finite, weightSql(query)) : { ...functions[of], of: finite };
  return { ...aggregate, finish: of === "sum" ? orZero : asIs };
}

const orZero = (result: Sql) => sql`ifNull(${result}, 0)`;
const asIs = (result: Sql) => result;

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

type Weighted = (value: Sql, weight: Sql) => Omit<Aggregate, "finish">;

/** The same of as many equal values as each weight says; the smallest and largest are those that were seen. */
const weighted: Readonly<Record<FieldStatistic, Weighted>> = {
  sum: (value, weight) => ({ ...functions.sum, of: sql`${value} * ${weight}` }),
  // With a weight of whole numbers, ClickHouse 26.7 cuts the values off to whole numbers too.
  avg: (value, weight) => ({
    name: sql`avgWeightedOrNull`,
    parameters: sql``,
    of: sql`${value}, toFloat64(${weight})`,
  }),
  min: (value) => ({ ...functions.min, of: value }),
  max: (value) => ({ ...functions.max, of: value }),
  median: weightedQuantile(sql`0.5`),
  p90: weightedQuantile(sql`0.9`),
  p95: weightedQuantile(sql`0.95`),
  p99: weightedQuantile(sql`0.99`),
};

function weightedQuantile(share: Sql): Weighted {
  return (value, weight) => ({
    name: sql`quantileExactWeightedInterpolatedOrNull`,
    parameters: sql`(${share})`,
    of: sql`${value}, ${weight}`,
  });
}
