import { type FieldRef, fieldExists, fieldNumber, fieldText, textColumn } from "./columns.ts";
import { type Sql, float, floats, join, sql, text, texts } from "./sql.ts";

/** One condition on an event. Text compares as text; numbers compare as numbers. */
export type Filter =
  | { readonly field: FieldRef; readonly operator: EqualityOperator; readonly value: Scalar }
  | { readonly field: FieldRef; readonly operator: OrderOperator; readonly value: number | string }
  | { readonly field: FieldRef; readonly operator: ListOperator; readonly value: readonly Scalar[] }
  | { readonly field: FieldRef; readonly operator: TextOperator; readonly value: string }
  | { readonly field: FieldRef; readonly operator: "between"; readonly value: readonly [number, number] }
  | { readonly field: FieldRef; readonly operator: "exists"; readonly value: boolean };

export type Scalar = string | number | boolean;

type EqualityOperator = "eq" | "ne";
type OrderOperator = "gt" | "gte" | "lt" | "lte";
type ListOperator = "in" | "not_in";
type TextOperator = "contains" | "starts_with" | "regex";

export function filterSql(filter: Filter): Sql {
  const { field, operator } = filter;
  switch (operator) {
    case "eq":
      return equals(field, filter.value);
    case "ne":
      return sql`NOT ${equals(field, filter.value)}`;
    case "in":
      return isAnyOf(field, filter.value);
    case "not_in":
      return sql`NOT ${isAnyOf(field, filter.value)}`;
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return compares(field, operator, filter.value);
    case "between":
      return orFalse(sql`${fieldNumber(field)} BETWEEN ${float(filter.value[0])} AND ${float(filter.value[1])}`);
    case "contains":
      return orFalse(sql`position(${fieldText(field)}, ${text(filter.value)}) > 0`);
    case "starts_with":
      return orFalse(sql`startsWith(${fieldText(field)}, ${text(filter.value)})`);
    case "regex":
      return orFalse(sql`match(${fieldText(field)}, ${text(filter.value)})`);
    case "exists":
      return filter.value ? fieldExists(field) : sql`NOT ${fieldExists(field)}`;
  }
}

/** All of the filters; true when there are none. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : join(conditions, " AND ");
}

function equals(field: FieldRef, value: Scalar): Sql {
  const column = textColumn(field);
  if (column !== null) return sql`${column} = ${text(String(value))}`;
  if (typeof value === "number") return orFalse(sql`${fieldNumber(field)} = ${float(value)}`);
  return orFalse(sql`${fieldText(field)} = ${text(String(value))}`);
}

function isAnyOf(field: FieldRef, values: readonly Scalar[]): Sql {
  const column = textColumn(field);
  if (column !== null) return sql`${column} IN ${texts(values.map(String))}`;
  const numbers = values.filter((value) => typeof value === "number");
  const strings = values.filter((value) => typeof value !== "number").map(String);
  const parts: Sql[] = [];
  if (strings.length > 0) parts.push(orFalse(sql`has(${texts(strings)}, ${fieldText(field)})`));
  if (numbers.length > 0) parts.push(orFalse(sql`has(${floats(numbers)}, ${fieldNumber(field)})`));
  return parts.length === 0 ? sql`false` : sql`(${join(parts, " OR ")})`;
}

const orderSql = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` } as const;

function compares(field: FieldRef, operator: OrderOperator, value: number | string): Sql {
  if (typeof value === "number") return orFalse(sql`${fieldNumber(field)} ${orderSql[operator]} ${float(value)}`);
  return orFalse(sql`${fieldText(field)} ${orderSql[operator]} ${text(value)}`);
}

/** A comparison with a missing property is null in SQL; in a filter it means no, also under NOT. */
function orFalse(condition: Sql): Sql {
  return sql`ifNull(${condition}, false)`;
}
