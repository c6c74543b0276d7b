import { aggregateSql } from "../../query/aggregate.ts";
import { dayCondition, eventCondition, isPageViewSql, rollupCondition } from "../../query/query.ts";
import { type Sql, integer, join, sql } from "../../query/sql.ts";
import { eventCount, visitorCount } from "../../query/weight.ts";
import { boundOfCount, boundOfDays } from "../bound.ts";
import type { OverviewPlan } from "./plan.ts";
import { overviewSessionsSql } from "./sessions.ts";

export function overviewSql(plan: OverviewPlan): Record<string, Sql> {
  const { query, totalsFrom } = plan;
  const bound =
    totalsFrom === "days" ? boundOfDays(query, dayCondition(query)) : boundOfCount(query, { of: "visitors" });
  return { totals: visitorTotal(plan), sessions: overviewSessionsSql(query), counts: counts(plan), ...bound };
}

function visitorTotal(plan: OverviewPlan): Sql {
  const visitors = aggregateSql(visitorCount(plan.query));
  return plan.totalsFrom === "days"
    ? sql`SELECT ${visitors} AS visitors FROM visitors_1d WHERE ${dayCondition(plan.query)}`
    : sql`SELECT ${visitors} AS visitors FROM events WHERE ${eventCondition(plan.query)}`;
}

/** One statement: beside what these counts cost, another request would cost as much again. */
function counts(plan: OverviewPlan): Sql {
  return plan.countsFrom === "rollup" ? rollupCounts(plan) : eventCounts(plan);
}

/** A statement for each dimension, because counting by one dictionary takes half the time of counting by two. */
function rollupCounts(plan: OverviewPlan): Sql {
  const condition = rollupCondition(plan.query);
  const by = (
    dimension: Sql,
  ) => sql`SELECT ${dimension} AS kind, toString(value) AS item, sum(events) AS events
    FROM dimensions_15m WHERE dimension = ${dimension} AND ${condition} GROUP BY value`;
  const all = [
    sql`SELECT 'name' AS kind, toString(name) AS item, sum(events) AS events FROM events_15m WHERE ${condition} GROUP BY name`,
    by(sql`'device_type'`),
    by(sql`'country'`),
    by(sql`'path'`),
  ];
  return listed(plan, join(all, "\nUNION ALL\n"));
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
  return listed(plan, join(all, "\nUNION ALL\n"));
}

/** The most frequent first; of pages only so many. */
function listed(plan: OverviewPlan, counted: Sql): Sql {
  return sql`SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    ${counted}))
  WHERE kind != 'path' OR place <= ${integer(plan.topPages)} ORDER BY kind, events DESC, item`;
}
