-- pairs
SELECT level, is_named, shown, has_target, is_target_named, target_shown, sum(taken) AS sessions
  FROM (
    WITH (SELECT groupArray((level, node)) FROM (SELECT level, node FROM (SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p0:Int64}) AS path, count() AS taken
    FROM (
      SELECT arraySort(groupArray((events.time, seq, node, is_start))) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, toString(name) AS node, (name = {p1:String}) AS is_start
        FROM events WHERE toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND NOT is_bot AND true
      ) AS events
      GROUP BY session_id HAVING first > 0
    ) GROUP BY path)) GROUP BY level, node ORDER BY level, sum(taken) DESC, node LIMIT {p6:Int64} BY level)) AS top
    SELECT level, has(top, (level, node)) AS is_named, if(is_named, node, '') AS shown, has_target, taken,
      has_target AND has(top, (level + 1, target)) AS is_target_named, if(is_target_named, target, '') AS target_shown
    FROM (SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p7:Int64}) AS path, count() AS taken
    FROM (
      SELECT arraySort(groupArray((events.time, seq, node, is_start))) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, toString(name) AS node, (name = {p8:String}) AS is_start
        FROM events WHERE toDate(events.time) >= toDate({p9:Int64}) AND toDate(events.time) <= toDate({p10:Int64}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND NOT is_bot AND true
      ) AS events
      GROUP BY session_id HAVING first > 0
    ) GROUP BY path))
  )
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown
--   p0 = 4
--   p1 = "outside"
--   p2 = 19874
--   p3 = 19875
--   p4 = 1717113600000
--   p5 = 1717200000000
--   p6 = 5
--   p7 = 4
--   p8 = "outside"
--   p9 = 19874
--   p10 = 19875
--   p11 = 1717113600000
--   p12 = 1717200000000
