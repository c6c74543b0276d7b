import { selectorSql } from "../../query/condition.ts";
import { eventCondition, isPageViewSql } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import { wholeVisitors } from "../../query/whole-visitors.ts";
import { boundOfWhole } from "../bound.ts";
import type { PathsPlan } from "./plan.ts";

/**
 * A path is an array of nodes, the first event's first; for `before` the session's events are taken
 * backwards. Level k of a path is its k-th node, from 1; only the largest nodes of a level keep their
 * names. One row for each pair of a node and the node after it, if there is one: nodes are their sums.
 */
export function pathsSql(plan: PathsPlan): Record<string, Sql> {
  const whole = wholeVisitors(plan.query, nodeEvents(plan));
  const started = sql`SELECT visitor_hash, uniqExact(session_id) AS n FROM events
  WHERE ${nodeEvents(plan)}${whole.only} AND ${selectorSql(plan.start)} GROUP BY visitor_hash`;
  return {
    pairs: sql`SELECT level, is_named, if(is_named, node, '') AS shown, has_target, is_target_named,
    if(is_target_named, target, '') AS target_shown, ${whole.scaled(sql`sum(taken)`)} AS sessions
  FROM (${namedPairs(plan)})
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown`,
    ...boundOfWhole(plan.query, whole, started),
  };
}

/**
 * The events are read once: each pair stands twice, for its own node (`side` 0) and for the one after it (1), so that
 * the rank of a node among those of its level reaches both sides. A node's size is that of the pairs it begins.
 */
function namedPairs(plan: PathsPlan): Sql {
  const pairs = sql`SELECT arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node, path[level + 1] AS target,
        level < length(path) AS has_target, sum(taken) AS taken
      FROM (${pathsOf(plan)}) GROUP BY level, node, target, has_target`;
  const sides = sql`SELECT level, node, target, has_target, taken, arrayJoin(range(1 + has_target)) AS side,
        level + side AS side_level, if(side = 0, node, target) AS side_node FROM (${pairs})`;
  const sized = sql`SELECT *, sumIf(taken, side = 0) OVER (PARTITION BY side_level, side_node) AS size FROM (${sides})`;
  const ranked = sql`SELECT *, dense_rank() OVER (PARTITION BY side_level ORDER BY size DESC, side_node) <= ${integer(plan.limit)} AS is_large FROM (${sized})`;
  return sql`SELECT level, node, target, has_target, any(taken) AS taken,
      maxIf(is_large, side = 0) AS is_named, maxIf(is_large, side = 1) AS is_target_named
    FROM (${ranked}) GROUP BY level, node, target, has_target`;
}

/** The different paths and how many sessions took each. Only the sessions with a start are put in order. */
function pathsOf(plan: PathsPlan): Sql {
  const isBefore = plan.direction === "before";
  const node = plan.by === "event" ? sql`toString(name)` : sql`path`;
  const sorted = sql`arraySort(unsorted)`;
  const ordered = isBefore ? sql`arrayReverse(${sorted})` : sorted;
  return sql`SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, ${integer(plan.depth + 1)}) AS path, count() AS taken
    FROM (
      SELECT ${ordered} AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT groupArray((events.time, seq, node, is_start)) AS unsorted
        FROM (
          SELECT session_id, events.time AS time, seq, ${node} AS node, ${selectorSql(plan.start)} AS is_start
          FROM events WHERE ${nodeEvents(plan)}${wholeVisitors(plan.query, nodeEvents(plan)).only}
        ) AS events
        GROUP BY session_id HAVING max(is_start)
      )
    ) GROUP BY path`;
}

function nodeEvents({ query, by }: PathsPlan): Sql {
  const isNode = by === "event" ? sql`true` : sql`${isPageViewSql} AND path != ''`;
  return sql`${eventCondition(query)} AND ${isNode}`;
}
