import { allOf } from "../../query/filter.ts";
import { eventPeriodConditions, periodConditions } from "../../query/period.ts";
import { type Sql, integer, join, moment, sql, text, texts } from "../../query/sql.ts";
import { listedEventColumns } from "../event-list/sql.ts";
import { sessionColumns } from "../sessions/sql.ts";
import type { JourneyPlan } from "./plan.ts";

/**
 * A visitor's events are few and found by the table's order, which has the hash; the id stands beside it, because two ids
 * may have the same hash. One look at all of them answers the totals, in the row of no session, and where sessions start:
 * of the starts behind the cursor only the first ones can be on the page.
 */
export function journeySql(plan: JourneyPlan): Record<string, Sql> {
  const hashes = plan.visitors.map((id) => sql`sipHash64(${text(id)})`);
  const isVisitor = sql`visitor_hash IN (${join(hashes, ", ")}) AND visitor_id IN ${texts(plan.visitors)}`;
  const inRange = allOf([isVisitor, ...eventPeriodConditions(plan.period)]);
  const page = sql`FROM events WHERE ${allOf([inRange, ...afterConditions(plan)])} ORDER BY events.time, seq LIMIT ${integer(plan.limit + 1)}`;
  return {
    totals: sql`SELECT grouping(session_id) AS is_total, countIf(in_range) AS events, uniqExactIf(session_id, in_range) AS sessions,
    minOrNullIf(toUnixTimestamp64Milli(time), in_range) AS first_at, maxOrNullIf(toUnixTimestamp64Milli(time), in_range) AS last_at,
    min((time, seq)) AS start, start.2 AS start_seq
  FROM (SELECT session_id, session_seed, time, seq, ${allOf(periodConditions(plan.period, sql`events.time`))} AS in_range FROM events WHERE ${isVisitor})
  GROUP BY GROUPING SETS ((session_id, session_seed), ()) HAVING is_total OR ${startsBehind(plan)}
  ORDER BY is_total DESC, start LIMIT ${integer(plan.limit + 2)}`,
    events: sql`SELECT ${listedEventColumns(plan.sampled)}, seq ${page}`,
    sessions: sql`SELECT ${sessionColumns} FROM sessions
  WHERE (session_seed, session_id) IN (SELECT session_seed, session_id ${page}) ORDER BY sessions.started_at, session_id`,
  };
}

function startsBehind({ period, after }: JourneyPlan): Sql {
  const conditions = periodConditions({ from: period.from }, sql`start.1`);
  if (after !== undefined)
    conditions.push(sql`start > (${moment(after.time)}, toUInt64(${integer(after.seq)}))`);
  return sql`(${allOf(conditions)})`;
}

function afterConditions({ after }: JourneyPlan): Sql[] {
  if (after === undefined) return [];
  const { time, seq } = after;
  return [sql`events.time >= ${moment(time)}`, sql`(events.time > ${moment(time)} OR seq > ${integer(seq)})`];
}
