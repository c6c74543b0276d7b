import { type FieldRef, fieldExists, fieldNumber, fieldText, textColumn } from "./columns.ts";
import type { Sql } from "./sql.ts";

/** The left side of a comparison, in the forms that different operators need. */
export interface Operand {
  /** As text; may be null. */
  readonly text: Sql;
  /** As a number; null where it is none. */
  readonly number: Sql;
  readonly exists: Sql;
  /** Set when the operand is a text that is never null: then comparisons can use the table's order. */
  readonly plainText: Sql | null;
}

export function fieldOperand(field: FieldRef): Operand {
  return {
    text: fieldText(field),
    number: fieldNumber(field),
    exists: fieldExists(field),
    plainText: textColumn(field),
  };
}
