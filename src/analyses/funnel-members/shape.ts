import type { Row, StatementRows } from "../analysis.ts";
import { type Member, type MemberPage, memberPage } from "../member-page.ts";
import { number, text } from "../rows.ts";
import type { FunnelMembersPlan } from "./plan.ts";

export interface FunnelMembers extends MemberPage<FunnelMember> {
  /** The number in the bar. */
  readonly total: number;
}

export interface FunnelMember extends Member {
  /** Empty where visitors are counted. */
  readonly session_id: string;
  /** How many steps were reached. */
  readonly steps: number;
}

export function shapeFunnelMembers(rows: StatementRows, plan: FunnelMembersPlan): FunnelMembers {
  const totals = rows["total"]?.[0];
  return { total: number(totals, "total"), ...memberPage(totals, rows["members"] ?? [], plan, memberOf) };
}

function memberOf(row: Row): FunnelMember {
  return {
    visitor_id: text(row, "member_visitor"),
    user_id: text(row, "member_user"),
    session_id: text(row, "member_session"),
    steps: number(row, "level"),
  };
}
