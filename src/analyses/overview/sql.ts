import { dayMs } from "../../kernel/clock.ts";
import { allOf } from "../../query/filter.ts";
import { type Period, periodConditions } from "../../query/period.ts";
import { dayCondition, eventCondition, isPageViewSql, rollupCondition } from "../../query/query.ts";
import { type Sql, integer, join, sql } from "../../query/sql.ts";
import { selectedSessions } from "../sessions/selected.ts";
import type { OverviewPlan } from "./plan.ts";

export function overviewSql(plan: OverviewPlan): Record<string, Sql> {
  return { totals: totals(plan), sessions: sessions(plan), counts: counts(plan) };
}

function totals(plan: OverviewPlan): Sql {
  if (plan.totalsFrom === "days") {
    // Adding up each visitor's events as well would take a third longer than telling visitors apart.
    return sql`SELECT (SELECT sum(events) FROM events_15m WHERE ${rollupCondition(plan.query)}) AS events,
    uniqExact(visitor_hash) AS visitors FROM visitors_1d WHERE ${dayCondition(plan.query)}`;
  }
  return sql`SELECT count() AS events, uniqExact(visitor_hash) AS visitors FROM events WHERE ${eventCondition(plan.query)}`;
}

/**
 * Sessions active in the range are counted; duration and bounces are of those that started in it,
 * so that a session belongs to one range only.
 */
function sessions(plan: OverviewPlan): Sql {
  const { from, to } = plan.query.period;
  const started = allOf(periodConditions(plan.query.period, sql`started_at`));
  const active = allOf([
    ...periodConditions({ from }, sql`ended_at`),
    ...periodConditions({ to }, sql`started_at`),
  ]);
  const seeds = allOf(periodConditions(seedsOf(plan.query.period), sql`session_seed`));
  const bots = plan.query.includeBots ? sql`true` : sql`NOT is_bot`;
  return sql`SELECT
    count() AS active,
    countIf(${started}) AS started,
    sumIf(duration_ms, ${started}) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND ${started}) AS bounces
  FROM sessions WHERE ${allOf([seeds, active, bots, ...selectedSessions(plan.query)])}`;
}

/** The seeds, by which the table is ordered, of all sessions that a range can touch. */
function seedsOf({ from, to }: Period): Period {
  return {
    from: from === undefined ? undefined : from - activeMsMost,
    to: to === undefined ? undefined : to + dayMs,
  };
}

/** A session that began longer ago than this and still goes on is not a person's, and not counted. */
const activeMsMost = 7 * dayMs;

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
  const by = (
    kind: Sql,
    column: Sql,
    more: Sql,
  ) => sql`SELECT ${kind} AS kind, toString(${column}) AS item, count() AS events
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
