import { type Aggregate, aggregateSql, finalSql, mergeSql, stateSql } from "../../query/aggregate.ts";
import { fieldText } from "../../query/columns.ts";
import { groupKeyOfText } from "../../query/group-key.ts";
import { daysAggregate, metricAggregate, rollupAggregate } from "../../query/metric.ts";
import { eventCondition } from "../../query/query.ts";
import { nameRows, visitorRows } from "../../query/rollup-rows.ts";
import { Sql, integer, join, sql } from "../../query/sql.ts";
import { boundOfCount, boundOfDays } from "../bound.ts";
import type { BreakdownPlan } from "./plan.ts";

export function breakdownSql(plan: BreakdownPlan): Record<string, Sql> {
  const counted: Record<string, Sql> =
    plan.by.length === 0 ? { totals: totals(plan) } : { places: places(plan) };
  return { ...counted, ...bound(plan) };
}

function bound({ query, metrics, countsFrom }: BreakdownPlan): ReturnType<typeof boundOfCount> {
  const headline = metrics[0]!;
  return countsFrom === "days" && headline.of === "visitors"
    ? boundOfDays(query, visitorRows(query))
    : boundOfCount(query, headline);
}

function totals(plan: BreakdownPlan): Sql {
  return sql`SELECT [${listed(aggregatesOf(plan).map(aggregateSql))}] AS values FROM ${sourceOf(plan)}`;
}

/**
 * One reading of the events answers all: the groups' states are ranked, and merged by their place. Place 0
 * is everything, 1 to `limit` are the top groups, the one behind them is all others together, whose
 * visitors count once although several groups have them. Grouped is by the fields as they are stored,
 * and only what is left is made into keys.
 */
function places(plan: BreakdownPlan): Sql {
  const aggregates = aggregatesOf(plan);
  const fields = plan.by.map((field, index) => sql`${fieldText(field)} AS ${named("raw", index)}`);
  const raws = plan.by.map((_, index) => named("raw", index));
  const keys = plan.by.map((field, index) => groupKeyOfText(field, named("raw", index)));
  const states = aggregates.map((_, index) => named("state", index));
  const made = aggregates.map((aggregate, index) => sql`${stateSql(aggregate)} AS ${named("state", index)}`);
  const values = aggregates.map((aggregate, index) => mergeSql(aggregate, named("state", index)));
  const rank = sql`row_number() OVER (ORDER BY ${finalSql(aggregates[0]!, states[0]!)} DESC NULLS LAST, keys)`;
  return sql`SELECT place, any(keys) AS keys, count() AS groups, [${listed(values)}] AS values
FROM (
  SELECT [${join(keys, ", ")}] AS keys, ${join(states, ", ")}, arrayJoin([0, least(${rank}, ${integer(plan.limit + 1)})]) AS place
  FROM (
    SELECT ${join([...fields, ...made], ", ")}
    FROM ${sourceOf(plan)}
    GROUP BY ${join(raws, ", ")}
  )
)
GROUP BY place ORDER BY place`;
}

function aggregatesOf({ query, metrics, countsFrom }: BreakdownPlan): Aggregate[] {
  const aggregates = { rollup: rollupAggregate, days: daysAggregate, events: metricAggregate };
  return metrics.map((metric) => aggregates[countsFrom](metric, query)!);
}

function sourceOf({ query, countsFrom }: BreakdownPlan): Sql {
  if (countsFrom === "rollup") return nameRows(query);
  return countsFrom === "days" ? visitorRows(query) : sql`events WHERE ${eventCondition(query)}`;
}

function listed(values: readonly Sql[]): Sql {
  return join(
    values.map((value) => sql`toNullable(toFloat64(${value}))`),
    ", ",
  );
}

/** An alias of ours: a word and a number. */
function named(word: "raw" | "state", index: number): Sql {
  return new Sql([`${word}_${index}`], []);
}
