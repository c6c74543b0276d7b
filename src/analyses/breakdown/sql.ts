import { groupKeySql } from "../../query/group-key.ts";
import { metricFromRollupSql, metricSql } from "../../query/metric.ts";
import { eventCondition, rollupCondition } from "../../query/query.ts";
import { type Sql, integer, join, sql } from "../../query/sql.ts";
import type { BreakdownPlan } from "./plan.ts";

export function breakdownSql(plan: BreakdownPlan): Record<string, Sql> {
  const source = sourceOf(plan);
  const totals = sql`SELECT [${source.values}] AS values FROM ${source.from}`;
  if (plan.by.length === 0) return { totals };
  const keys = sql`[${join(plan.by.map(groupKeySql), ", ")}]`;
  const top = sql`FROM ${source.from} GROUP BY keys ORDER BY ${source.first} DESC NULLS LAST, keys LIMIT ${integer(plan.limit)}`;
  return {
    totals,
    groups: sql`SELECT ${keys} AS keys, [${source.values}] AS values\n  ${top}`,
    // All that is not among the top, counted anew: visitors of several of the others count once.
    other: sql`SELECT uniqExact(${keys}) AS groups, [${source.values}] AS values
  FROM ${source.from} AND ${keys} NOT IN (SELECT keys FROM (SELECT ${keys} AS keys\n  ${top}))`,
  };
}

function sourceOf({ query, metrics, countsFrom }: BreakdownPlan): { from: Sql; values: Sql; first: Sql } {
  const isRollup = countsFrom === "rollup";
  const values = metrics.map((metric) => (isRollup ? metricFromRollupSql(metric)! : metricSql(metric)));
  return {
    from: isRollup
      ? sql`events_15m WHERE ${rollupCondition(query)}`
      : sql`events WHERE ${eventCondition(query)}`,
    values: join(
      values.map((value) => sql`toNullable(toFloat64(${value}))`),
      ", ",
    ),
    first: values[0]!,
  };
}
