import type { StatementRows } from "../analysis.ts";
import { type MemberPage, memberOf, memberPage } from "../member-page.ts";
import { numberOrNull } from "../rows.ts";
import type { AbTestMembersPlan } from "./plan.ts";

export interface AbTestMembers extends MemberPage {
  /** The count. */
  readonly total: number;
}

export function shapeAbTestMembers(rows: StatementRows, plan: AbTestMembersPlan): AbTestMembers {
  const totals = rows["total"]?.[0];
  return {
    total: numberOrNull(totals, "total") ?? 0,
    ...memberPage(totals, rows["members"] ?? [], plan, memberOf),
  };
}
