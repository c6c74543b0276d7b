import { allOf } from "../../query/filter.ts";
import { type Sql, integer, sql, text, texts } from "../../query/sql.ts";
import { memberTotals } from "../bound.ts";
import { funnelUnitsSql, funnelVisitors } from "../funnel/units.ts";
import type { FunnelMembersPlan } from "./plan.ts";

/** The same units as in the bars, listed by their hash; so a page goes on where the one before ended. */
export function funnelMembersSql(plan: FunnelMembersPlan): Record<string, Sql> {
  const isBehind = allOf([levelSql(plan), ...groupSql(plan)]);
  const after = plan.after === undefined ? sql`` : sql` AND unit > toUInt64(${text(plan.after)})`;
  const who = sql`, argMax(events.visitor_id, (events.time, seq)) AS member_visitor, max(events.user_id) AS member_user${sessionSql(plan)}`;
  return {
    total: sql`SELECT ${memberTotals(plan.funnel.query, funnelVisitors(plan.funnel))} FROM (
  ${funnelUnitsSql(plan.funnel)}) WHERE ${isBehind}`,
    members: sql`SELECT toString(unit) AS cursor, member_visitor, member_user, member_session, level FROM (
  ${funnelUnitsSql(plan.funnel, who)}) WHERE ${isBehind}${after} ORDER BY unit LIMIT ${integer(plan.limit)}`,
  };
}

function sessionSql(plan: FunnelMembersPlan): Sql {
  return plan.funnel.unit === "session"
    ? sql`, any(events.session_id) AS member_session`
    : sql`, '' AS member_session`;
}

function levelSql({ outcome, step }: FunnelMembersPlan): Sql {
  return outcome === "reached" ? sql`level >= ${integer(step)}` : sql`level = ${integer(step - 1)}`;
}

function groupSql({ group }: FunnelMembersPlan): Sql[] {
  if (group === undefined) return [];
  if ("value" in group)
    return [group.value === null ? sql`isNull(value)` : sql`ifNull(value = ${text(group.value)}, false)`];
  const known = group.noneOf.filter((value) => value !== null);
  const missing = group.noneOf.includes(null) ? sql`isNotNull(value)` : sql`true`;
  return [sql`(NOT has(${texts(known)}, ifNull(value, '')) OR isNull(value))`, missing];
}
