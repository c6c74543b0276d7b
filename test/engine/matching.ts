import type { FieldRef } from "../../src/query/columns.ts";
import type { Condition, EventSelector } from "../../src/query/condition.ts";
import type { Filter, Scalar } from "../../src/query/filter.ts";
import type { Query } from "../../src/query/query.ts";
import type { StoredEvent } from "./engine.ts";

/** Which events a question is about, in plain JavaScript: for the references that analyses are compared with. */
export function inQuery(event: StoredEvent, query: Query): boolean {
  const { from = -Infinity, to = Infinity } = query.period;
  return event.time >= from && event.time < to && isCounted(event, query);
}

/** The same without the period. */
export function isCounted(event: StoredEvent, query: Query): boolean {
  return (query.includeBots || !event.is_bot) && query.filters.every((condition) => meets(event, condition));
}

export function matches(event: StoredEvent, selector: EventSelector): boolean {
  const isNamed = selector.name === undefined || selector.name === event.name;
  return isNamed && selector.conditions.every((condition) => meets(event, condition));
}

function meets(event: StoredEvent, condition: Condition): boolean {
  if ("all" in condition) return condition.all.every((part) => meets(event, part));
  if ("any" in condition) return condition.any.some((part) => meets(event, part));
  return fulfils(textOf(event, condition.field), condition);
}

/** The operators that random questions use. */
export function fulfils(text: string | null, filter: Filter): boolean {
  const number = text === null || !/^-?\d+(\.\d+)?$/.test(text) ? null : Number(text);
  const equals = (value: Scalar) => (typeof value === "number" ? number === value : text === String(value));
  switch (filter.operator) {
    case "eq":
      return equals(filter.value);
    case "ne":
      return !equals(filter.value);
    case "in":
      return filter.value.some(equals);
    case "not_in":
      return !filter.value.some(equals);
    case "gt":
      return number !== null && number > Number(filter.value);
    case "exists":
      return (text !== null && !(text === "" && "column" in filter.field)) === filter.value;
    default:
      throw new Error(`the reference does not know ${filter.operator}`);
  }
}

/** The field as text; null for a missing property; columns of text are never missing, only empty. */
export function textOf(event: StoredEvent, field: FieldRef): string | null {
  if ("column" in field) {
    const value = event[field.column as keyof StoredEvent] as string | number | null;
    return value === null ? null : String(value);
  }
  let value: unknown = event.properties;
  for (const key of field.property.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** As groups have it: an empty column is no value. */
export function valueOf(event: StoredEvent, field: FieldRef): string | null {
  const text = textOf(event, field);
  return "column" in field && text === "" ? null : text;
}
