import type { EpochMs } from "../../kernel/clock.ts";
import { type Filter, allOf, filterSql } from "../../query/filter.ts";
import { type Sql, join, moment, sql, texts } from "../../query/sql.ts";

/** Whose events, or which, an export or a deletion means. */
export type Selection =
  /** All ids that the person is stored under: as sent, and hashed. */
  | { readonly kind: "user"; readonly ids: readonly string[] }
  | { readonly kind: "anonymous"; readonly ids: readonly string[] }
  /** All of the filters, within `[from, to)`; null is no bound. */
  | {
      readonly kind: "events";
      readonly filters: readonly Filter[];
      readonly from: EpochMs | null;
      readonly to: EpochMs | null;
    };

/** Over the rows of `events`, which are one project's. */
export function selectionCondition(selection: Selection): Sql {
  switch (selection.kind) {
    case "user":
      return userCondition(selection.ids);
    case "anonymous":
      return sql`(visitor_id IN ${texts(selection.ids)} OR anonymous_id IN ${texts(selection.ids)})`;
    case "events":
      return eventsCondition(selection);
  }
}

/**
 * A user's events, and those without a user that came from the user's browser or in the user's session:
 * what the person did before signing in. A browser or session that another user was seen in as well
 * tells of nobody for certain, so its events without a user are not taken for this one's.
 */
function userCondition(ids: readonly string[]): Sql {
  const isUser = sql`(user_id IN ${texts(ids)} OR visitor_id IN ${texts(ids)})`;
  const isUnnamed = sql`(user_id = '' AND (visitor_id IN (${onlyTheirs(sql`anonymous_id`, ids)})
    OR session_id IN (${onlyTheirs(sql`session_id`, ids)})))`;
  return sql`(${isUser} OR ${isUnnamed})`;
}

function onlyTheirs(column: Sql, ids: readonly string[]): Sql {
  return sql`SELECT ${column} FROM events WHERE user_id != '' AND ${column} != ''
    AND ${column} IN (SELECT ${column} FROM events WHERE user_id IN ${texts(ids)})
    GROUP BY ${column} HAVING countIf(user_id NOT IN ${texts(ids)}) = 0`;
}

function eventsCondition({ filters, from, to }: Extract<Selection, { kind: "events" }>): Sql {
  const conditions = filters.map(filterSql);
  if (from !== null) conditions.push(sql`events.time >= ${moment(from)}`);
  if (to !== null) conditions.push(sql`events.time < ${moment(to)}`);
  return conditions.length === 0 ? sql`true` : join([allOf(conditions)], " AND ");
}
