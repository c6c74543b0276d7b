-- pairs
SELECT level, is_named, if(is_named, node, '') AS shown, has_target, is_target_named,
    if(is_target_named, target, '') AS target_shown, sum(taken) AS sessions
  FROM (SELECT level, node, target, has_target, any(taken) AS taken,
      maxIf(is_large, side = 0) AS is_named, maxIf(is_large, side = 1) AS is_target_named
    FROM (SELECT *, dense_rank() OVER (PARTITION BY side_level ORDER BY size DESC, side_node) <= {p0:Int64} AS is_large FROM (SELECT *, sumIf(taken, side = 0) OVER (PARTITION BY side_level, side_node) AS size FROM (SELECT level, node, target, has_target, taken, arrayJoin(range(1 + has_target)) AS side,
        level + side AS side_level, if(side = 0, node, target) AS side_node FROM (SELECT arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node, path[level + 1] AS target,
        level < length(path) AS has_target, sum(taken) AS taken
      FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p1:Int64}) AS path, count() AS taken
    FROM (
      SELECT arraySort(unsorted) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT groupArray((events.time, seq, node, is_start)) AS unsorted
        FROM (
          SELECT session_id, events.time AS time, seq, toString(name) AS node, (name = {p2:String}) AS is_start
          FROM events WHERE toDate(events.time) >= toDate({p3:Int64}) AND toDate(events.time) <= toDate({p4:Int64}) AND events.time >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND NOT is_bot AND true
        ) AS events
        GROUP BY session_id HAVING max(is_start)
      )
    ) GROUP BY path) GROUP BY level, node, target, has_target)))) GROUP BY level, node, target, has_target)
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown
--   p0 = 5
--   p1 = 4
--   p2 = "outside"
--   p3 = 19874
--   p4 = 19874
--   p5 = 1717113600000
--   p6 = 1717200000000
