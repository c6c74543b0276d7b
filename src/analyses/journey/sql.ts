import { allOf } from "../../query/filter.ts";
import { eventPeriodConditions } from "../../query/query.ts";
import { type Sql, integer, moment, sql, text } from "../../query/sql.ts";
import { listedEventColumns } from "../event-list/sql.ts";
import { sessionColumns } from "../sessions/sql.ts";
import type { JourneyPlan } from "./plan.ts";

/**
 * A visitor's events are few and found by the table's order, which has the hash, so that the first of each session is
 * simply looked for. The id stands beside it, because two ids may have the same hash.
 */
export function journeySql(plan: JourneyPlan): Record<string, Sql> {
  const isVisitor = sql`visitor_hash = sipHash64(${text(plan.visitor)}) AND visitor_id = ${text(plan.visitor)}`;
  const inRange = allOf([isVisitor, ...eventPeriodConditions(plan.period)]);
  const page = sql`FROM events WHERE ${allOf([inRange, ...afterConditions(plan)])} ORDER BY events.time, seq LIMIT ${integer(plan.limit + 1)}`;
  return {
    totals: sql`SELECT count() AS events, uniqExact(session_id) AS sessions,
    minOrNull(toUnixTimestamp64Milli(time)) AS first_at, maxOrNull(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE ${inRange}`,
    events: sql`SELECT ${listedEventColumns}, seq,
    seq IN (SELECT argMin(seq, (events.time, seq)) FROM events WHERE ${isVisitor} GROUP BY session_id, session_seed) AS is_session_start
  ${page}`,
    sessions: sql`SELECT ${sessionColumns} FROM sessions
  WHERE (session_seed, session_id) IN (SELECT session_seed, session_id ${page}) ORDER BY sessions.started_at, session_id`,
  };
}

function afterConditions({ after }: JourneyPlan): Sql[] {
  if (after === undefined) return [];
  const { time, seq } = after;
  return [sql`events.time >= ${moment(time)}`, sql`(events.time > ${moment(time)} OR seq > ${integer(seq)})`];
}
