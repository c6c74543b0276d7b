import { type Sql, integer, sql, text } from "../../query/sql.ts";
import { memberTotals } from "../bound.ts";
import { retentionVisitors, retentionVisitsSql } from "../retention/visits.ts";
import type { RetentionMembersPlan } from "./plan.ts";

/** The same visits as in the cells; then the names of those on the page. */
export function retentionMembersSql(plan: RetentionMembersPlan): Record<string, Sql> {
  if (plan.cohort === -1) return {};
  const cell = sql`cohort = ${integer(plan.cohort)} AND period = ${integer(plan.period ?? -1)}`;
  const after = plan.after === undefined ? sql`` : sql` AND visitor_hash > toUInt64(${text(plan.after)})`;
  return {
    total: sql`SELECT ${memberTotals(plan.retention.query, retentionVisitors(plan.retention))} FROM (
  ${retentionVisitsSql(plan.retention)}) WHERE ${cell}`,
    members: sql`SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user FROM events
  WHERE visitor_hash IN (SELECT visitor_hash FROM (
  ${retentionVisitsSql(plan.retention)}) WHERE ${cell}${after} ORDER BY visitor_hash LIMIT ${integer(plan.limit)})
  GROUP BY visitor_hash ORDER BY visitor_hash`,
  };
}
