import { type Query, eventCondition } from "../../query/query.ts";
import { type Sql, sql } from "../../query/sql.ts";

/**
 * Of a question with filters or a segment: only sessions with an event that it selects. Such a session counts as a
 * whole. Nothing where every event is selected, because then every session has one.
 */
export function selectedSessions(query: Query): Sql[] {
  if (query.filters.length === 0 && query.segment === undefined) return [];
  return [
    sql`(session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE ${eventCondition(query)})`,
  ];
}
