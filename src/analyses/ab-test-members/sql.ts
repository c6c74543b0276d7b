import { allOf } from "../../query/filter.ts";
import { type Sql, integer, sql, text, texts } from "../../query/sql.ts";
import { abTestSample, abTestVisitorsSql } from "../ab-test/visitors.ts";
import { memberTotals } from "../bound.ts";
import type { AbTestMembersPlan } from "./plan.ts";

/** The same visitors as in the counts; then the names of those on the page. */
export function abTestMembersSql(plan: AbTestMembersPlan): Record<string, Sql> {
  const isBehind = allOf([outcomeSql(plan), ...variantSql(plan)]);
  const after = plan.after === undefined ? sql`` : sql` AND visitor_hash > toUInt64(${text(plan.after)})`;
  return {
    total: sql`SELECT ${memberTotals(plan.test.query, abTestSample(plan.test))} FROM (
  ${abTestVisitorsSql(plan.test)}) WHERE ${isBehind}`,
    members: sql`SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user FROM events
  WHERE visitor_hash IN (SELECT visitor_hash FROM (
  ${abTestVisitorsSql(plan.test)}) WHERE ${isBehind}${after} ORDER BY visitor_hash LIMIT ${integer(plan.limit)})
  GROUP BY visitor_hash ORDER BY visitor_hash`,
  };
}

function outcomeSql({ outcome }: AbTestMembersPlan): Sql {
  switch (outcome) {
    case "excluded":
      return sql`in_several`;
    case "exposed":
      return sql`NOT in_several`;
    case "converted":
      return sql`NOT in_several AND hits > 0`;
    case "not_converted":
      return sql`NOT in_several AND hits = 0`;
  }
}

function variantSql({ of }: AbTestMembersPlan): Sql[] {
  if (of === undefined) return [];
  return ["variant" in of ? sql`variant = ${text(of.variant)}` : sql`NOT has(${texts(of.noneOf)}, variant)`];
}
