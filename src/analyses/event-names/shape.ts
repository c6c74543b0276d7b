import type { EpochMs } from "../../kernel/clock.ts";
import type { StatementRows } from "../analysis.ts";
import { number, text } from "../rows.ts";

export interface KnownName {
  readonly name: string;
  readonly events: number;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
}

/** The most frequent first. */
export function shapeEventNames(rows: StatementRows): KnownName[] {
  return (rows["names"] ?? []).map((row) => ({
    name: text(row, "item"),
    events: number(row, "events"),
    firstAt: number(row, "first_at"),
    lastAt: number(row, "last_at"),
  }));
}
