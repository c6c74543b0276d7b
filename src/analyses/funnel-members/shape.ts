import type { StatementRows } from "../analysis.ts";
import { number, numberOrNull, text } from "../rows.ts";
import type { FunnelMembersPlan } from "./plan.ts";

export interface FunnelMembers {
  /** The number in the bar. */
  readonly total: number;
  /** How many of them were seen and can be listed, where not all were kept; else null. */
  readonly seen: number | null;
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
  const total = rows["total"]?.[0];
  return {
    total: number(total, "total"),
    seen: numberOrNull(total, "seen"),
    members: listed.map((row) => ({
      visitor_id: text(row, "member_visitor"),
      user_id: text(row, "member_user"),
      session_id: text(row, "member_session"),
      steps: number(row, "level"),
    })),
    nextCursor: last === undefined ? null : text(last, "cursor"),
  };
}
