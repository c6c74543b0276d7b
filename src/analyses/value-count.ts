import type { Row } from "./analysis.ts";
import { number, text } from "./rows.ts";

/** A value and how many events have it. */
export interface ValueCount {
  readonly value: string;
  readonly events: number;
}

export function valueCounts(rows: readonly Row[] = []): ValueCount[] {
  return rows.map((row) => ({ value: text(row, "value"), events: number(row, "events") }));
}
