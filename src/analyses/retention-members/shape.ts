import type { StatementRows } from "../analysis.ts";
import { type MemberPage, memberOf, memberPage } from "../member-page.ts";
import { numberOrNull } from "../rows.ts";
import type { RetentionMembersPlan } from "./plan.ts";

export interface RetentionMembers extends MemberPage {
  /** The number in the cell. */
  readonly total: number;
}

export function shapeRetentionMembers(rows: StatementRows, plan: RetentionMembersPlan): RetentionMembers {
  const totals = rows["total"]?.[0];
  return {
    total: numberOrNull(totals, "total") ?? 0,
    ...memberPage(totals, rows["members"] ?? [], plan, memberOf),
  };
}
