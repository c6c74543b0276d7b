import { assert } from "../kernel/assert.ts";
import type { Row } from "./analysis.ts";

/** Typed reads of a row's columns; a wrong type is a broken invariant between `sql.ts` and `shape.ts`. */
export function number(row: Row | undefined, column: string): number {
  const value = row?.[column];
  assert(typeof value === "number", `column ${column} is a number`);
  return value;
}

export function numberOrNull(row: Row | undefined, column: string): number | null {
  return row?.[column] === null || row?.[column] === undefined ? null : number(row, column);
}

export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  assert(typeof value === "string", `column ${column} is a text`);
  return value;
}

/** An array column of numbers, some of which may be null. */
export function numbersOrNull(row: Row, column: string): (number | null)[] {
  const value = row[column];
  assert(Array.isArray(value), `column ${column} is a list`);
  return value as (number | null)[];
}

/** An array column of texts. */
export function texts(row: Row, column: string): string[] {
  const value = row[column];
  assert(Array.isArray(value), `column ${column} is a list`);
  return value as string[];
}
