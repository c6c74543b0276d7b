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
      SELECT arrayReverse(arraySort(unsorted)) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT groupArray((events.time, seq, node, is_start)) AS unsorted
        FROM (
          SELECT session_id, events.time AS time, seq, path AS node, (path = {p2:String}) AS is_start
          FROM events WHERE toDate(events.time) >= toDate({p3:Int64}) AND toDate(events.time) <= toDate({p4:Int64}) AND events.time >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND country = {p7:String} AND (ifNull(value >= {p8:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p9:String})::Nullable(String) = {p10:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p11:String}) AND toDate(events.time) >= toDate({p12:Int64}) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p15:String}) AND toDate(events.time) >= toDate({p16:Int64}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC'))) >= {p18:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p19:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p20:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p21:String})::Nullable(String))) = {p22:String}, false)))) AND name IN {p23:Array(String)} AND path != ''
        ) AS events
        GROUP BY session_id HAVING max(is_start)
      )
    ) GROUP BY path) GROUP BY level, node, target, has_target)))) GROUP BY level, node, target, has_target)
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown
--   p0 = 3
--   p1 = 3
--   p2 = "outside"
--   p3 = 19874
--   p4 = 19874
--   p5 = 1717113600000
--   p6 = 1717200000000
--   p7 = "outside"
--   p8 = 5
--   p9 = "outside"
--   p10 = "outside"
--   p11 = "outside"
--   p12 = 19845
--   p13 = 1714651200000
--   p14 = "outside"
--   p15 = "outside"
--   p16 = 19845
--   p17 = 1714651200000
--   p18 = 1
--   p19 = "outside"
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = ["pageview","page_view","$pageview","page"]
