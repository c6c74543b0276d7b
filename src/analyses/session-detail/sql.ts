import { type Sql, integer, sql, text } from "../../query/sql.ts";
import { listedEventColumns } from "../event-list/sql.ts";
import { sessionColumns } from "../sessions/sql.ts";
import type { SessionDetailPlan } from "./plan.ts";

/** Should an id have been used for two sessions, the later one is meant. */
export function sessionDetailSql({ sessionId, eventsMax, sampled }: SessionDetailPlan): Record<string, Sql> {
  const seed = sql`(SELECT max(session_seed) FROM sessions WHERE session_id = ${text(sessionId)})`;
  const isSession = sql`session_id = ${text(sessionId)} AND session_seed = ${seed}`;
  return {
    session: sql`SELECT ${sessionColumns} FROM sessions WHERE ${isSession}`,
    events: sql`SELECT ${listedEventColumns(sampled)}
  FROM events WHERE ${isSession} ORDER BY events.time, seq LIMIT ${integer(eventsMax)}`,
  };
}
