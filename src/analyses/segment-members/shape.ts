import type { StatementRows } from "../analysis.ts";
import { type MemberPage, memberOf, memberPage } from "../member-page.ts";
import { number } from "../rows.ts";
import type { SegmentMembersPlan } from "./plan.ts";

export interface SegmentMembers extends MemberPage {
  readonly size: number;
}

/** The first row has the sizes. */
export function shapeSegmentMembers(rows: StatementRows, plan: SegmentMembersPlan): SegmentMembers {
  const [sizes, ...listed] = rows["members"] ?? [];
  return { size: number(sizes, "size"), ...memberPage(sizes, listed, plan, memberOf) };
}
