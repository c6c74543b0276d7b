-- pairs
SELECT level, is_named, shown, has_target, is_target_named, target_shown, sum(taken) AS sessions
  FROM (
    WITH (SELECT groupArray((level, node)) FROM (SELECT level, node FROM (SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p0:Int64}) AS path, count() AS taken
    FROM (
      SELECT arrayReverse(arraySort(groupArray((events.time, seq, node, is_start)))) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, path AS node, (path = {p1:String}) AS is_start
        FROM events WHERE events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p8:String}) AND time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) >= {p10:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p12:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) = {p14:String}, false)))) AND name IN {p15:Array(String)} AND path != ''
      ) AS events
      GROUP BY session_id HAVING first > 0
    ) GROUP BY path)) GROUP BY level, node ORDER BY level, sum(taken) DESC, node LIMIT {p16:Int64} BY level)) AS top
    SELECT level, has(top, (level, node)) AS is_named, if(is_named, node, '') AS shown, has_target, taken,
      has_target AND has(top, (level + 1, target)) AS is_target_named, if(is_target_named, target, '') AS target_shown
    FROM (SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p17:Int64}) AS path, count() AS taken
    FROM (
      SELECT arrayReverse(arraySort(groupArray((events.time, seq, node, is_start)))) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, path AS node, (path = {p18:String}) AS is_start
        FROM events WHERE events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND country = {p21:String} AND (ifNull(value >= {p22:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p23:String})::Nullable(String) = {p24:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p25:String}) AND time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC')) >= {p27:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p29:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p30:String})::Nullable(String))) = {p31:String}, false)))) AND name IN {p32:Array(String)} AND path != ''
      ) AS events
      GROUP BY session_id HAVING first > 0
    ) GROUP BY path))
  )
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown
--   p0 = 3
--   p1 = "outside"
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = "outside"
--   p5 = 5
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 1714651200000
--   p10 = 1
--   p11 = "outside"
--   p12 = "outside"
--   p13 = "outside"
--   p14 = "outside"
--   p15 = ["pageview","page_view","$pageview","page"]
--   p16 = 3
--   p17 = 3
--   p18 = "outside"
--   p19 = 1717113600000
--   p20 = 1717200000000
--   p21 = "outside"
--   p22 = 5
--   p23 = "outside"
--   p24 = "outside"
--   p25 = "outside"
--   p26 = 1714651200000
--   p27 = 1
--   p28 = "outside"
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = ["pageview","page_view","$pageview","page"]
