import { dayMs } from "../../kernel/clock.ts";
import { allOf } from "../../query/filter.ts";
import { type Period, eventPeriodConditions, periodConditions } from "../../query/period.ts";
import { type Sql, integer, moment, sql, text } from "../../query/sql.ts";
import type { SessionFilters } from "./params.ts";
import type { SessionsPlan } from "./plan.ts";
import { selectedSessions } from "./selected.ts";

export function sessionsSql(plan: SessionsPlan): Record<string, Sql> {
  const conditions = [
    ...startConditions(plan.period),
    ...filterConditions(plan.filters),
    ...(plan.having === undefined ? [] : selectedSessions(plan.having)),
  ];
  if (plan.activeIn !== null) conditions.push(activeSql(plan));
  else if (!plan.includeBots) conditions.push(sql`NOT is_bot`);
  if (plan.after !== undefined) {
    const { startedAt, sessionId } = plan.after;
    conditions.push(...startConditions({ to: startedAt + 1 }));
    conditions.push(sql`(sessions.started_at, session_id) < (${moment(startedAt)}, ${text(sessionId)})`);
  }
  return {
    // One more than asked tells whether there is a next page.
    sessions: sql`SELECT ${sessionColumns}
  FROM sessions WHERE ${allOf(conditions)} ORDER BY sessions.started_at DESC, session_id DESC LIMIT ${integer(plan.limit + 1)}`,
  };
}

export const sessionColumns: Sql = sql`session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel`;

/**
 * The table is ordered by the seed: a time of one of the session's events, that is its start unless
 * earlier events arrived later. So a range of starts reads a range of seeds, with a margin at its end.
 */
function startConditions(period: Period): Sql[] {
  const { from, to } = period;
  const seeds = { from, to: to === undefined ? undefined : to + seedMarginMs };
  return [
    ...periodConditions(seeds, sql`session_seed`),
    ...periodConditions(period, sql`sessions.started_at`),
  ];
}

const seedMarginMs = dayMs;

/** By seed and id, which are the table's order. */
function activeSql({ activeIn, includeBots }: SessionsPlan): Sql {
  const bots = includeBots ? sql`true` : sql`NOT is_bot`;
  const recent = allOf([...eventPeriodConditions(activeIn!), bots]);
  return sql`(session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE ${recent})`;
}

function filterConditions({ isBounce, ...equal }: SessionFilters): Sql[] {
  const conditions = Object.entries(equal).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${columns[column as keyof typeof columns]} = ${text(value)}`],
  );
  const bounce = sql`(page_views = 1 AND sessions.events = 1)`;
  if (isBounce !== undefined) conditions.push(isBounce ? bounce : sql`NOT ${bounce}`);
  return conditions;
}

const columns = {
  visitor_id: sql`visitor_id`,
  user_id: sql`user_id`,
  country: sql`country`,
  device_type: sql`device_type`,
  channel: sql`channel`,
  landing_path: sql`landing_path`,
  exit_path: sql`exit_path`,
} as const;
