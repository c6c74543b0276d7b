import { segmentMembersSql as hashesSql } from "../../query/segment.ts";
import { type Sql, integer, sql, text } from "../../query/sql.ts";
import type { SegmentMembersPlan } from "./plan.ts";

/**
 * One reading finds the size and the hashes of the page; the rest asks who those are. The first row, with an empty
 * cursor, has the size.
 */
export function segmentMembersSql(plan: SegmentMembersPlan): Record<string, Sql> {
  const after = plan.after === undefined ? sql`true` : sql`visitor_hash > toUInt64(${text(plan.after)})`;
  const found = sql`SELECT (count(), arraySlice(arraySort(groupArrayIf(visitor_hash, ${after})), 1, ${integer(plan.limit)})) FROM (${hashesSql(plan.segment, plan.asOf)})`;
  return {
    members: sql`SELECT * FROM (
  WITH (${found}) AS found
  SELECT '' AS cursor, '' AS visitor, '' AS user, found.1 AS size
  UNION ALL
  SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user, 0 AS size FROM events
  WHERE visitor_hash IN (SELECT arrayJoin(found.2)) GROUP BY visitor_hash
) ORDER BY toUInt64OrZero(cursor), cursor`,
  };
}
