import type { Row } from "./analysis.ts";
import { numberOrNull, text } from "./rows.ts";

/** A visitor behind a number. */
export interface Member {
  readonly visitor_id: string;
  /** Empty for who never said. */
  readonly user_id: string;
}

/** A page of the visitors behind a number; the number itself is the answer's. */
export interface MemberPage<Listed = Member> {
  /** How many can be listed, where only some were kept (docs/semantics.md, Sampling); else null. */
  readonly seen: number | null;
  readonly members: readonly Listed[];
  /** Where the next page starts; null after the last. */
  readonly nextCursor: string | null;
}

/** `totals` has the column `seen`; the rows of members have `cursor` and what `read` takes from them. */
export function memberPage<Listed>(
  totals: Row | undefined,
  listed: readonly Row[],
  { limit }: { readonly limit: number },
  read: (row: Row) => Listed,
): MemberPage<Listed> {
  const last = listed.length < limit ? undefined : listed.at(-1);
  return {
    seen: numberOrNull(totals, "seen"),
    members: listed.map(read),
    nextCursor: last === undefined ? null : text(last, "cursor"),
  };
}

/** Of the columns `visitor` and `user`. */
export function memberOf(row: Row): Member {
  return { visitor_id: text(row, "visitor"), user_id: text(row, "user") };
}
