import type { Row } from "./analysis.ts";
import { number, text } from "./rows.ts";

/**
 * A value and how many events have it: the rows of statements that call them `item` and `events`. (Not
 * `value`: an alias hides the column of that name from the filters beside it.)
 */
export interface ValueCount {
  readonly value: string;
  readonly events: number;
}

export function valueCounts(rows: readonly Row[] = []): ValueCount[] {
  return rows.map((row) => ({ value: text(row, "item"), events: number(row, "events") }));
}
