import type { StatementRows } from "../analysis.ts";
import { number, numberOrNull, text } from "../rows.ts";
import type { AbTestMembersPlan } from "./plan.ts";

export interface AbTestMembers {
  /** The count. */
  readonly total: number;
  /** How many of them were seen and can be listed, where not all were kept; else null. */
  readonly seen: number | null;
  readonly members: readonly { readonly visitor_id: string; readonly user_id: string }[];
  /** Where the next page starts; null after the last. */
  readonly nextCursor: string | null;
}

export function shapeAbTestMembers(rows: StatementRows, plan: AbTestMembersPlan): AbTestMembers {
  const listed = rows["members"] ?? [];
  const last = listed.length < plan.limit ? undefined : listed.at(-1);
  const total = rows["total"]?.[0];
  return {
    total: total === undefined ? 0 : number(total, "total"),
    seen: numberOrNull(total, "seen"),
    members: listed.map((row) => ({ visitor_id: text(row, "visitor"), user_id: text(row, "user") })),
    nextCursor: last === undefined ? null : text(last, "cursor"),
  };
}
