import type { FieldRef } from "./columns.ts";
import { type Operand, fieldOperand } from "./operand.ts";
import { type Sql, float, floats, join, sql, text, texts } from "./sql.ts";

/** One condition on an event. Text compares as text; numbers compare as numbers. */
export type Filter = { readonly field: FieldRef } & Comparison;

/** An operator and its right side. */
export type Comparison =
  | { readonly operator: EqualityOperator; readonly value: Scalar }
  | { readonly operator: OrderOperator; readonly value: number | string }
  | { readonly operator: ListOperator; readonly value: readonly Scalar[] }
  | { readonly operator: TextOperator; readonly value: string }
  | { readonly operator: "between"; readonly value: readonly [number, number] }
  | { readonly operator: "exists"; readonly value: boolean };

export type Scalar = string | number | boolean;

type EqualityOperator = "eq" | "ne";
type OrderOperator = "gt" | "gte" | "lt" | "lte";
type ListOperator = "in" | "not_in";
type TextOperator = "contains" | "starts_with" | "regex";

export function filterSql(filter: Filter): Sql {
  return comparisonSql(fieldOperand(filter.field), filter);
}

export function comparisonSql(operand: Operand, comparison: Comparison): Sql {
  switch (comparison.operator) {
    case "eq":
      return equals(operand, comparison.value);
    case "ne":
      return sql`NOT ${equals(operand, comparison.value)}`;
    case "in":
      return isAnyOf(operand, comparison.value);
    case "not_in":
      return sql`NOT ${isAnyOf(operand, comparison.value)}`;
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return compares(operand, comparison.operator, comparison.value);
    case "between":
      return between(operand, comparison.value);
    case "contains":
      return orFalse(sql`position(${operand.text}, ${text(comparison.value)}) > 0`);
    case "starts_with":
      return orFalse(sql`startsWith(${operand.text}, ${text(comparison.value)})`);
    case "regex":
      return orFalse(sql`match(${operand.text}, ${text(comparison.value)})`);
    case "exists":
      return comparison.value ? operand.exists : sql`NOT ${operand.exists}`;
  }
}

/** All of the conditions; true when there are none. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : join(conditions, " AND ");
}

function equals(operand: Operand, value: Scalar): Sql {
  if (operand.plainText !== null) return sql`${operand.plainText} = ${text(String(value))}`;
  if (typeof value === "number") return orFalse(sql`${operand.number} = ${float(value)}`);
  return orFalse(sql`${operand.text} = ${text(String(value))}`);
}

function isAnyOf(operand: Operand, values: readonly Scalar[]): Sql {
  if (operand.plainText !== null) return sql`${operand.plainText} IN ${texts(values.map(String))}`;
  const numbers = values.filter((value) => typeof value === "number");
  const strings = values.filter((value) => typeof value !== "number").map(String);
  const parts: Sql[] = [];
  if (strings.length > 0) parts.push(orFalse(sql`has(${texts(strings)}, ${operand.text})`));
  if (numbers.length > 0) parts.push(orFalse(sql`has(${floats(numbers)}, ${operand.number})`));
  return parts.length === 0 ? sql`false` : sql`(${join(parts, " OR ")})`;
}

const orderSql = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` } as const;

function compares(operand: Operand, operator: OrderOperator, value: number | string): Sql {
  if (typeof value === "number") return orFalse(sql`${operand.number} ${orderSql[operator]} ${float(value)}`);
  return orFalse(sql`${operand.text} ${orderSql[operator]} ${text(value)}`);
}

function between(operand: Operand, [low, high]: readonly [number, number]): Sql {
  return orFalse(sql`(${operand.number} >= ${float(low)} AND ${operand.number} <= ${float(high)})`);
}

/** A comparison with a missing property is null in SQL; in a filter it means no, also under NOT. */
function orFalse(condition: Sql): Sql {
  return sql`ifNull(${condition}, false)`;
}
