import { aggregateSql } from "../query/aggregate.ts";
import { type Metric, metricAggregate } from "../query/metric.ts";
import { type Query, eventCondition } from "../query/query.ts";
import { type Sql, sql } from "../query/sql.ts";
import { weightSql } from "../query/weight.ts";
import type { WholeVisitors } from "../query/whole-visitors.ts";
import type { StatementRows } from "./analysis.ts";
import { number } from "./rows.ts";

/** How far an answer about a sampled project may be off (docs/semantics.md, Sampling). */
export interface Bound {
  /** The largest factor of the events that the answer is made of. */
  readonly factorMax: number;
  /** Of the answer's headline count: with a chance of 95 % it is off by no larger share. Null where nothing was seen. */
  readonly relativeError: number | null;
}

/** The rows that `boundOf` reads. */
type BoundStatement = { readonly bound?: Sql };

/**
 * `visitors` has a row for each visitor seen: what it adds to the estimate (`total`), the factor that this depends
 * on (`factor`) and the largest one of its events (`most`). Visitors are kept or not each on their own, so the variances of
 * their contributions add up.
 */
function boundSql(visitors: Sql): Sql {
  return sql`SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  ${visitors})`;
}

/** For a count of the query's events, visitors or sessions; for a statistic of a field, that of the events it is of. */
export function boundOfCount(query: Query, metric: Metric): BoundStatement {
  return query.sampled === true ? { bound: boundSql(contributions(query, metric)) } : {};
}

/** A visitor is seen if the smallest factor keeps it. What has several factors is taken as if it were all of the largest. */
function contributions(query: Query, metric: Metric): Sql {
  const weight = weightSql(query);
  const counted = aggregateSql(metricAggregate("field" in metric ? { of: "events" } : metric, query));
  const factor = metric.of === "visitors" ? sql`min(${weight})` : sql`max(${weight})`;
  return sql`SELECT toFloat64(${counted}) AS total, ${factor} AS factor, max(${weight}) AS most
  FROM events WHERE ${eventCondition(query)} GROUP BY visitor_hash`;
}

/** For a count of visitors, from the rows of their days, which have each one's smallest factor. */
export function boundOfDays(query: Query, rows: Sql): BoundStatement {
  if (query.sampled !== true) return {};
  return {
    bound:
      boundSql(sql`SELECT toFloat64(min(sample_factor)) AS total, total AS factor, max(sample_factor) AS most
  FROM ${rows} GROUP BY visitor_hash`),
  };
}

/** For what visitors did: `counts` has a row for each of the sample's visitors that count, with its share of the count, `n`. */
export function boundOfWhole(query: Query, whole: WholeVisitors, counts: Sql): BoundStatement {
  if (query.sampled !== true) return {};
  return {
    bound:
      boundSql(sql`SELECT toFloat64(${whole.factor}) AS factor, factor AS most, n * factor AS total FROM (
  ${counts})`),
  };
}

/** The columns that tell how many members a list has: also for how many they stand, where not all were kept. */
export function memberTotals(query: Query, whole: WholeVisitors): Sql {
  if (query.sampled !== true) return sql`count() AS total`;
  return sql`count() AS seen, toFloat64(${whole.factor}) AS factor_max, seen * factor_max AS total,
    total AS estimate, total * (factor_max - 1) AS variance`;
}

/** Null for an answer that is exact. */
export function boundOf(rows: StatementRows): Bound | null {
  const firsts = Object.values(rows).map(([first]) => first);
  const row = firsts.find((first) => first?.["factor_max"] !== undefined);
  if (row === undefined) return null;
  const estimate = number(row, "estimate");
  return {
    // Without any events there is no largest factor; what nobody sampled counts for itself.
    factorMax: Math.max(1, number(row, "factor_max")),
    relativeError: estimate > 0 ? (normal95 * Math.sqrt(number(row, "variance"))) / estimate : null,
  };
}

/** 95 % of a normal distribution lie within so many standard deviations. */
const normal95 = 1.959964;
