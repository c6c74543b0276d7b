import { selectorSql } from "../../query/condition.ts";
import { eventCondition, isPageViewSql } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import type { PathsPlan } from "./plan.ts";

/**
 * A path is an array of nodes, the first event's first; for `before` the session's events are taken
 * backwards. Level k of a path is its k-th node, from 1; only the largest nodes of a level keep their
 * names. One row for each pair of a node and the node after it, if there is one: nodes are their sums.
 */
export function pathsSql(plan: PathsPlan): Record<string, Sql> {
  const steps = sql`(SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (${pathsOf(plan)}))`;
  const largest = sql`SELECT level, node FROM ${steps} GROUP BY level, node ORDER BY level, sum(taken) DESC, node LIMIT ${integer(plan.limit)} BY level`;
  return {
    pairs: sql`SELECT level, is_named, shown, has_target, is_target_named, target_shown, sum(taken) AS sessions
  FROM (
    WITH (SELECT groupArray((level, node)) FROM (${largest})) AS top
    SELECT level, has(top, (level, node)) AS is_named, if(is_named, node, '') AS shown, has_target, taken,
      has_target AND has(top, (level + 1, target)) AS is_target_named, if(is_target_named, target, '') AS target_shown
    FROM ${steps}
  )
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown`,
  };
}

/** The different paths and how many sessions took each. */
function pathsOf(plan: PathsPlan): Sql {
  const isBefore = plan.direction === "before";
  const node = plan.by === "event" ? sql`toString(name)` : sql`path`;
  const isNode = plan.by === "event" ? sql`true` : sql`${isPageViewSql} AND path != ''`;
  const moments = sql`arraySort(groupArray((events.time, seq, node, is_start)))`;
  const ordered = isBefore ? sql`arrayReverse(${moments})` : moments;
  return sql`SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, ${integer(plan.depth + 1)}) AS path, count() AS taken
    FROM (
      SELECT ${ordered} AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, ${node} AS node, ${selectorSql(plan.start)} AS is_start
        FROM events WHERE ${eventCondition(plan.query)} AND ${isNode}
      ) AS events
      GROUP BY session_id HAVING first > 0
    ) GROUP BY path`;
}
