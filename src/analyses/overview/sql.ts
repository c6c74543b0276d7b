import { aggregateSql } from "../../query/aggregate.ts";
import { eventCondition, isPageViewSql, rollupCondition } from "../../query/query.ts";
import { edgeCondition, eventsOf, visitorRows } from "../../query/rollup-rows.ts";
import { type Cut, rollupCut } from "../../query/rollup.ts";
import { type Sql, integer, join, sql } from "../../query/sql.ts";
import { eventCount, visitorCount } from "../../query/weight.ts";
import { boundOfCount, boundOfDays } from "../bound.ts";
import type { OverviewPlan } from "./plan.ts";
import { overviewSessionsSql } from "./sessions.ts";

export function overviewSql(plan: OverviewPlan): Record<string, Sql> {
  const { query, visitorsFrom } = plan;
  const bound =
    visitorsFrom === "days"
      ? boundOfDays(query, visitorRows(query))
      : boundOfCount(query, { of: "visitors" });
  return { totals: visitorTotal(plan), sessions: overviewSessionsSql(query), counts: counts(plan), ...bound };
}

function visitorTotal(plan: OverviewPlan): Sql {
  const visitors = aggregateSql(visitorCount(plan.query));
  return plan.visitorsFrom === "days"
    ? sql`SELECT ${visitors} AS visitors FROM ${visitorRows(plan.query)}`
    : sql`SELECT ${visitors} AS visitors FROM events WHERE ${eventCondition(plan.query)}`;
}

/** One statement: beside what these counts cost, another request would cost as much again. */
function counts(plan: OverviewPlan): Sql {
  return plan.countsFrom === "rollup" ? rollupCounts(plan) : eventCounts(plan);
}

/** Of each value the events of each dimension: a value's name tells nothing of the dimension, and one grouping is enough. */
function rollupCounts(plan: OverviewPlan): Sql {
  const { whole, edges } = rollupCut(plan.query)!;
  const condition = rollupCondition({ ...plan.query, period: whole });
  const of = (dimension: Sql) => sql`(${dimension}, sumIf(events, dimension = ${dimension}))`;
  const all = [
    sql`SELECT 'name' AS kind, toString(name) AS item, sum(events) AS events FROM events_15m WHERE ${condition} GROUP BY name`,
    sql`SELECT pair.1 AS kind, item, pair.2 AS events FROM (
      SELECT toString(value) AS item, [${join([sql`'device_type'`, sql`'country'`, sql`'path'`].map(of), ", ")}] AS pairs
      FROM dimensions_15m WHERE dimension IN ('device_type', 'country', 'path') AND ${condition} GROUP BY value)
    ARRAY JOIN pairs AS pair WHERE events > 0`,
  ];
  if (edges.length === 0) return listed(plan, join(all, unionAll));
  return listed(
    plan,
    sql`SELECT kind, item, sum(events) AS events FROM (
    ${join([...all, edgeCounts(plan, edges)], unionAll)}) GROUP BY kind, item`,
  );
}

/** All dimensions at once: little is left of a day once its other hours are. */
function edgeCounts({ query }: OverviewPlan, edges: Cut["edges"]): Sql {
  return sql`SELECT pair.1 AS kind, pair.2 AS item, sum(${eventsOf(query)}) AS events
    FROM events ARRAY JOIN [('name', toString(name)), ('device_type', toString(device_type)), ('country', toString(country)),
      ('path', if(${isPageViewSql}, toString(path), ''))] AS pair
    WHERE ${edgeCondition(query, edges)} AND item != '' GROUP BY kind, item`;
}

function eventCounts(plan: OverviewPlan): Sql {
  const condition = eventCondition(plan.query);
  const events = aggregateSql(eventCount(plan.query));
  const by = (
    kind: Sql,
    column: Sql,
    more: Sql,
  ) => sql`SELECT ${kind} AS kind, toString(${column}) AS item, ${events} AS events
    FROM events WHERE ${condition} AND item != ''${more} GROUP BY kind, item`;
  const all = [
    by(sql`'name'`, sql`name`, sql``),
    by(sql`'device_type'`, sql`device_type`, sql``),
    by(sql`'country'`, sql`country`, sql``),
    by(sql`'path'`, sql`path`, sql` AND ${isPageViewSql}`),
  ];
  return listed(plan, join(all, unionAll));
}

/** The most frequent first; of pages only so many. */
function listed(plan: OverviewPlan, counted: Sql): Sql {
  return sql`SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    ${counted}))
  WHERE kind != 'path' OR place <= ${integer(plan.topPages)} ORDER BY kind, events DESC, item`;
}

const unionAll = "\nUNION ALL\n";
