-- totals
SELECT uniqExact(session_id) AS sessions, uniqExact(visitor_hash) AS visitors,
    countIf(time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AS last_minute FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND country = {p5:String} AND (ifNull(value >= {p6:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p7:String})::Nullable(String) = {p8:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p12:String}) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC'))) >= {p14:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p16:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p17:String})::Nullable(String))) = {p18:String}, false))))
--   p0 = 1717243140001
--   p1 = 19875
--   p2 = 19875
--   p3 = 1717241400001
--   p4 = 1717243200001
--   p5 = "outside"
--   p6 = 5
--   p7 = "outside"
--   p8 = "outside"
--   p9 = "outside"
--   p10 = 1714651200000
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 1714651200000
--   p14 = 1
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"

-- pages
SELECT item, count() AS events FROM (
    SELECT argMax(path, (events.time, seq)) AS item FROM events
    WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) AND name IN {p18:Array(String)} AND path != '' GROUP BY session_id
  ) GROUP BY item ORDER BY events DESC, item LIMIT {p19:Int64}
--   p0 = 19875
--   p1 = 19875
--   p2 = 1717241400001
--   p3 = 1717243200001
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
