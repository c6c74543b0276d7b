-- totals
SELECT uniqExact(session_id) AS sessions, uniqExact(visitor_hash) AS visitors,
    countIf(time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AS last_minute FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND country = {p5:String} AND (ifNull(value >= {p6:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p7:String})::Nullable(String) = {p8:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p9:String}) AND toDate(events.time) >= toDate({p10:Int64}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p13:String}) AND toDate(events.time) >= toDate({p14:Int64}) AND events.time >= fromUnixTimestamp64Milli({p15:Int64}, 'UTC'))) >= {p16:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p17:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p18:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p19:String})::Nullable(String))) = {p20:String}, false))))
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
--   p10 = 19845
--   p11 = 1714651200000
--   p12 = "outside"
--   p13 = "outside"
--   p14 = 19845
--   p15 = 1714651200000
--   p16 = 1
--   p17 = "outside"
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"

-- pages
SELECT item, count() AS events FROM (
    SELECT argMax(path, (events.time, seq)) AS item FROM events
    WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC'))) >= {p15:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p17:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) = {p19:String}, false)))) AND name IN {p20:Array(String)} AND path != '' GROUP BY session_id
  ) GROUP BY item ORDER BY events DESC, item LIMIT {p21:Int64}
--   p0 = 19875
--   p1 = 19875
--   p2 = 1717241400001
--   p3 = 1717243200001
--   p4 = "outside"
--   p5 = 5
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 19845
--   p10 = 1714651200000
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 19845
--   p14 = 1714651200000
--   p15 = 1
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = "outside"
--   p20 = ["pageview","page_view","$pageview","page"]
--   p21 = 3
