import type { StatementRows } from "../analysis.ts";
import { number, numberOrNull, text } from "../rows.ts";
import type { SegmentMembersPlan } from "./plan.ts";

export interface SegmentMembers {
  readonly size: number;
  /** How many of them were seen and can be listed, where not all were kept; else null. */
  readonly seen: number | null;
  readonly members: readonly { readonly visitor_id: string; readonly user_id: string }[];
  /** Where the next page starts; null after the last. */
  readonly nextCursor: string | null;
}

export function shapeSegmentMembers(rows: StatementRows, plan: SegmentMembersPlan): SegmentMembers {
  const [sizes, ...listed] = rows["members"] ?? [];
  const last = listed.length < plan.limit ? undefined : listed.at(-1);
  return {
    size: number(sizes, "size"),
    seen: numberOrNull(sizes, "seen"),
    members: listed.map((row) => ({ visitor_id: text(row, "visitor"), user_id: text(row, "user") })),
    nextCursor: last === undefined ? null : text(last, "cursor"),
  };
}
