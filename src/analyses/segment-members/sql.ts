import { segmentMembersSql as hashesSql } from "../../query/segment.ts";
import { type Sql, integer, sql, text } from "../../query/sql.ts";
import type { SegmentMembersPlan } from "./plan.ts";

export function segmentMembersSql(plan: SegmentMembersPlan): Record<string, Sql> {
  const hashes = hashesSql(plan.segment, plan.asOf);
  const after = plan.after === undefined ? sql`` : sql` WHERE visitor_hash > toUInt64(${text(plan.after)})`;
  return {
    size: sql`SELECT count() AS size FROM (${hashes})`,
    members: sql`SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user FROM events
  WHERE visitor_hash IN (SELECT visitor_hash FROM (${hashes})${after} ORDER BY visitor_hash LIMIT ${integer(plan.limit)})
  GROUP BY visitor_hash ORDER BY visitor_hash`,
  };
}
