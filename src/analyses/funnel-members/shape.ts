import type { StatementRows } from "../analysis.ts";
import { number, text } from "../rows.ts";
import type { FunnelMembersPlan } from "./plan.ts";

export interface FunnelMembers {
  /** The number in the bar. */
  readonly total: number;
  readonly members: readonly FunnelMember[];
  /** Where the next page starts; null after the last. */
  readonly nextCursor: string | null;
}

export interface FunnelMember {
  readonly visitor_id: string;
  readonly user_id: string;
  /** Empty where visitors are counted. */
  readonly session_id: string;
  /** How many steps were reached. */
  readonly steps: number;
}

export function shapeFunnelMembers(rows: StatementRows, plan: FunnelMembersPlan): FunnelMembers {
  const listed = rows["members"] ?? [];
  const last = listed.length < plan.limit ? undefined : listed.at(-1);
  return {
    total: number(rows["total"]?.[0], "total"),
    members: listed.map((row) => ({
      visitor_id: text(row, "member_visitor"),
      user_id: text(row, "member_user"),
      session_id: text(row, "member_session"),
      steps: number(row, "level"),
    })),
    nextCursor: last === undefined ? null : text(last, "cursor"),
  };
}
