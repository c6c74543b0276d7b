-- totals
SELECT uniqExact(session_id) AS sessions, uniqExact(visitor_hash) AS visitors,
    countIf(time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AS last_minute FROM events WHERE events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND country = {p3:String} AND (ifNull(value >= {p4:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p5:String})::Nullable(String) = {p6:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p7:String}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p10:String}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC'))) >= {p12:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p14:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) = {p16:String}, false))))
--   p0 = 1717243140001
--   p1 = 1717241400001
--   p2 = 1717243200001
--   p3 = "outside"
--   p4 = 5
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = 1714651200000
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1714651200000
--   p12 = 1
--   p13 = "outside"
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"

-- pages
SELECT item, count() AS events FROM (
    SELECT argMax(path, (events.time, seq)) AS item FROM events
    WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p6:String}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'))) >= {p11:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p13:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) = {p15:String}, false)))) AND name IN {p16:Array(String)} AND path != '' GROUP BY session_id
  ) GROUP BY item ORDER BY events DESC, item LIMIT {p17:Int64}
--   p0 = 1717241400001
--   p1 = 1717243200001
--   p2 = "outside"
--   p3 = 5
--   p4 = "outside"
--   p5 = "outside"
--   p6 = "outside"
--   p7 = 1714651200000
--   p8 = "outside"
--   p9 = "outside"
--   p10 = 1714651200000
--   p11 = 1
--   p12 = "outside"
--   p13 = "outside"
--   p14 = "outside"
--   p15 = "outside"
--   p16 = ["pageview","page_view","$pageview","page"]
--   p17 = 3
