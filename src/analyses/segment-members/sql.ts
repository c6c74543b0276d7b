import { sampledMembersSql, segmentMembersSql } from "../../query/segment.ts";
import { type Sql, integer, sql, text } from "../../query/sql.ts";
import type { SegmentMembersPlan } from "./plan.ts";

/**
 * One reading finds the size and the hashes of the page; the rest asks who those are. The first row, with an empty
 * cursor, has the size.
 */
export function segmentMembersListSql(plan: SegmentMembersPlan): Record<string, Sql> {
  const after = plan.after === undefined ? sql`true` : sql`visitor_hash > toUInt64(${text(plan.after)})`;
  const page = sql`arraySlice(arraySort(groupArrayIf(visitor_hash, ${after})), 1, ${integer(plan.limit)})`;
  const found = plan.sampled
    ? sql`SELECT (sum(weight), ${page}, count(), max(weight), sum(weight * (weight - 1))) FROM (${sampledMembersSql(plan.segment, plan.asOf)})`
    : sql`SELECT (count(), ${page}) FROM (${segmentMembersSql(plan.segment, plan.asOf)})`;
  // Only the first row needs them, and rows of a UNION have the same columns.
  const [precision, none] = plan.sampled
    ? [
        sql`, found.3 AS seen, toFloat64(found.4) AS factor_max, toFloat64(found.1) AS estimate, toFloat64(found.5) AS variance`,
        sql`, 0 AS seen, 0 AS factor_max, 0 AS estimate, 0 AS variance`,
      ]
    : [sql``, sql``];
  return {
    members: sql`SELECT * FROM (
  WITH (${found}) AS found
  SELECT '' AS cursor, '' AS visitor, '' AS user, found.1 AS size${precision}
  UNION ALL
  SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user, 0 AS size${none} FROM events
  WHERE visitor_hash IN (SELECT arrayJoin(found.2)) GROUP BY visitor_hash
) ORDER BY toUInt64OrZero(cursor), cursor`,
  };
}
