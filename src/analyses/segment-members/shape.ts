import type { StatementRows } from "../analysis.ts";
import { number, text } from "../rows.ts";
import type { SegmentMembersPlan } from "./plan.ts";

export interface SegmentMembers {
  readonly size: number;
  readonly members: readonly { readonly visitor_id: string; readonly user_id: string }[];
  /** Where the next page starts; null after the last. */
  readonly nextCursor: string | null;
}

export function shapeSegmentMembers(rows: StatementRows, plan: SegmentMembersPlan): SegmentMembers {
  const [sizes, ...listed] = rows["members"] ?? [];
  const last = listed.length < plan.limit ? undefined : listed.at(-1);
  return {
    size: number(sizes, "size"),
    members: listed.map((row) => ({ visitor_id: text(row, "visitor"), user_id: text(row, "user") })),
    nextCursor: last === undefined ? null : text(last, "cursor"),
  };
}
