-- pairs
SELECT level, is_named, shown, has_target, is_target_named, target_shown, sum(taken) AS sessions
  FROM (
    WITH (SELECT groupArray((level, node)) FROM (SELECT level, node FROM (SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p0:Int64}) AS path, count() AS taken
    FROM (
      SELECT arrayReverse(arraySort(groupArray((events.time, seq, node, is_start)))) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, path AS node, (path = {p1:String}) AS is_start
        FROM events WHERE toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND country = {p6:String} AND (ifNull(value >= {p7:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p8:String})::Nullable(String) = {p9:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p10:String}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p13:String}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC'))) >= {p15:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p17:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) = {p19:String}, false)))) AND name IN {p20:Array(String)} AND path != ''
      ) AS events
      GROUP BY session_id HAVING first > 0
    ) GROUP BY path)) GROUP BY level, node ORDER BY level, sum(taken) DESC, node LIMIT {p21:Int64} BY level)) AS top
    SELECT level, has(top, (level, node)) AS is_named, if(is_named, node, '') AS shown, has_target, taken,
      has_target AND has(top, (level + 1, target)) AS is_target_named, if(is_target_named, target, '') AS target_shown
    FROM (SELECT path, arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node,
      path[level + 1] AS target, level < length(path) AS has_target, taken FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p22:Int64}) AS path, count() AS taken
    FROM (
      SELECT arrayReverse(arraySort(groupArray((events.time, seq, node, is_start)))) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT session_id, events.time AS time, seq, path AS node, (path = {p23:String}) AS is_start
        FROM events WHERE toDate(events.time) >= toDate({p24:Int64}) AND toDate(events.time) <= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND country = {p28:String} AND (ifNull(value >= {p29:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p30:String})::Nullable(String) = {p31:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p32:String}) AND events.time >= fromUnixTimestamp64Milli({p33:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p34:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p35:String}) AND events.time >= fromUnixTimestamp64Milli({p36:Int64}, 'UTC'))) >= {p37:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p38:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p39:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p40:String})::Nullable(String))) = {p41:String}, false)))) AND name IN {p42:Array(String)} AND path != ''
      ) AS events
      GROUP BY session_id HAVING first > 0
    ) GROUP BY path))
  )
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown
--   p0 = 3
--   p1 = "outside"
--   p2 = 19874
--   p3 = 19875
--   p4 = 1717113600000
--   p5 = 1717200000000
--   p6 = "outside"
--   p7 = 5
--   p8 = "outside"
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1714651200000
--   p12 = "outside"
--   p13 = "outside"
--   p14 = 1714651200000
--   p15 = 1
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = "outside"
--   p20 = ["pageview","page_view","$pageview","page"]
--   p21 = 3
--   p22 = 3
--   p23 = "outside"
--   p24 = 19874
--   p25 = 19875
--   p26 = 1717113600000
--   p27 = 1717200000000
--   p28 = "outside"
--   p29 = 5
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = 1714651200000
--   p34 = "outside"
--   p35 = "outside"
--   p36 = 1714651200000
--   p37 = 1
--   p38 = "outside"
--   p39 = "outside"
--   p40 = "outside"
--   p41 = "outside"
--   p42 = ["pageview","page_view","$pageview","page"]
