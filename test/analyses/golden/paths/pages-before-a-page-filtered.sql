-- pairs
SELECT level, is_named, shown, has_target, is_target_named, target_shown, sum(taken) AS sessions
  FROM (
    WITH (SELECT groupArray((level, node)) FROM (SELECT level, node FROM (SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p0:Int64}) AS path, count() AS taken
    FROM (
      SELECT arrayReverse(arraySort(groupArray((events.time, seq, node, is_start)))) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, path AS node, (path = {p1:String}) AS is_start
        FROM events WHERE events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) AND name IN {p18:Array(String)} AND path != ''
      ) AS events
      GROUP BY session_id HAVING first > 0
    ) GROUP BY path)) GROUP BY level, node ORDER BY level, sum(taken) DESC, node LIMIT {p19:Int64} BY level)) AS top
    SELECT level, has(top, (level, node)) AS is_named, if(is_named, node, '') AS shown, has_target, taken,
      has_target AND has(top, (level + 1, target)) AS is_target_named, if(is_target_named, target, '') AS target_shown
    FROM (SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p20:Int64}) AS path, count() AS taken
    FROM (
      SELECT arrayReverse(arraySort(groupArray((events.time, seq, node, is_start)))) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, path AS node, (path = {p21:String}) AS is_start
        FROM events WHERE events.time >= fromUnixTimestamp64Milli({p22:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p23:Int64}, 'UTC') AND country = {p24:String} AND (ifNull(value >= {p25:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p26:String})::Nullable(String) = {p27:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p28:String}) AND events.time >= fromUnixTimestamp64Milli({p29:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p30:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p31:String}) AND events.time >= fromUnixTimestamp64Milli({p32:Int64}, 'UTC'))) >= {p33:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p34:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p35:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p36:String})::Nullable(String))) = {p37:String}, false)))) AND name IN {p38:Array(String)} AND path != ''
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
--   p10 = "outside"
--   p11 = "outside"
--   p12 = 1714651200000
--   p13 = 1
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"
--   p18 = ["pageview","page_view","$pageview","page"]
--   p19 = 3
--   p20 = 3
--   p21 = "outside"
--   p22 = 1717113600000
--   p23 = 1717200000000
--   p24 = "outside"
--   p25 = 5
--   p26 = "outside"
--   p27 = "outside"
--   p28 = "outside"
--   p29 = 1714651200000
--   p30 = "outside"
--   p31 = "outside"
--   p32 = 1714651200000
--   p33 = 1
--   p34 = "outside"
--   p35 = "outside"
--   p36 = "outside"
--   p37 = "outside"
--   p38 = ["pageview","page_view","$pageview","page"]
