import { dayMs } from "../../kernel/clock.ts";
import { allOf } from "../../query/filter.ts";
import { type Period, eventPeriodConditions, periodConditions } from "../../query/period.ts";
import { type Query, eventCondition } from "../../query/query.ts";
import { type Sql, sql } from "../../query/sql.ts";
import { weightSql } from "../../query/weight.ts";
import { wholeVisitors } from "../../query/whole-visitors.ts";
import { selectedSessions } from "../sessions/selected.ts";

/**
 * Sessions active in the range are counted; duration and bounces are of those that started in it,
 * so that a session belongs to one range only.
 */
export function overviewSessionsSql(query: Query): Sql {
  const { sessions, weight, isWhole } =
    query.sampled === true
      ? weighed(query)
      : { sessions: sql`sessions`, weight: sql`count()`, isWhole: sql`` };
  const started = sql`${allOf(periodConditions(query.period, sql`started_at`))}${isWhole}`;
  return sql`SELECT
    ${weight} AS active,
    countIf(${started}) AS started,
    sumIf(duration_ms, ${started}) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND ${started}) AS bounces
  FROM ${sessions} WHERE ${allOf(conditions(query))}`;
}

function conditions(query: Query): Sql[] {
  const { from, to } = query.period;
  const seeds = allOf(periodConditions(seedsOf(query.period), sql`session_seed`));
  const active = allOf([
    ...periodConditions({ from }, sql`ended_at`),
    ...periodConditions({ to }, sql`started_at`),
  ]);
  const bots = query.includeBots ? sql`true` : sql`NOT is_bot`;
  return [seeds, active, bots, ...(query.sampled === true ? [] : selectedSessions(query))];
}

/**
 * A session of a sampled project is seen, and so counted, by the most often kept of its events; where only some are
 * selected, by those. How long it was and whether it had but one page view is known of visitors of whom everything was
 * kept.
 */
function weighed(query: Query): { sessions: Sql; weight: Sql; isWhole: Sql } {
  const bots = query.includeBots ? sql`true` : sql`NOT is_bot`;
  const all = allOf([...eventPeriodConditions(seedsOf(query.period)), bots]);
  const isWhole = wholeVisitors(query, all).only;
  if (query.filters.length === 0 && query.segment === undefined)
    return { sessions: sql`sessions`, weight: sql`sum(sample_factor)`, isWhole };
  const selected = sql`SELECT session_seed, session_id, min(${weightSql(query)}) AS weight FROM events
    WHERE ${eventCondition(query)} GROUP BY session_seed, session_id`;
  return {
    sessions: sql`sessions INNER JOIN (
    ${selected}) AS selected USING (session_seed, session_id)`,
    weight: sql`sum(weight)`,
    isWhole,
  };
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
