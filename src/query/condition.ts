import { type Filter, allOf, filterSql } from "./filter.ts";
import { type Sql, join, sql, text } from "./sql.ts";

/** A tree of filters on one event. */
export type Condition =
  | Filter
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

export function conditionSql(condition: Condition): Sql {
  if ("all" in condition) return sql`(${allOf(condition.all.map(conditionSql))})`;
  if (!("any" in condition)) return filterSql(condition);
  return condition.any.length === 0 ? sql`false` : sql`(${join(condition.any.map(conditionSql), " OR ")})`;
}

/** Which events are meant: those of a name (or of any), that fulfil the conditions. */
export interface EventSelector {
  readonly name?: string | undefined;
  readonly conditions: readonly Condition[];
}

export function selectorSql(selector: EventSelector): Sql {
  const named = selector.name === undefined ? [] : [sql`name = ${text(selector.name)}`];
  return sql`(${allOf([...named, ...selector.conditions.map(conditionSql)])})`;
}
