import type { StatementRows } from "../analysis.ts";
import { number, text } from "../rows.ts";
import type { AbTestMembersPlan } from "./plan.ts";

export interface AbTestMembers {
  /** The count. */
  readonly total: number;
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
    members: listed.map((row) => ({ visitor_id: text(row, "visitor"), user_id: text(row, "user") })),
    nextCursor: last === undefined ? null : text(last, "cursor"),
  };
}
