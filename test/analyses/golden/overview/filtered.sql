-- totals
SELECT count() AS events, uniqExact(visitor_hash) AS visitors FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p6:String}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'))) >= {p11:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p13:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) = {p15:String}, false))))
--   p0 = 1717113600000
--   p1 = 1717200000000
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

-- sessions
SELECT
    count() AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND country = {p12:String} AND (ifNull(value >= {p13:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p14:String})::Nullable(String) = {p15:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p16:String}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p19:String}) AND events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC'))) >= {p21:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p23:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p24:String})::Nullable(String))) = {p25:String}, false)))))
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 1717113600000
--   p5 = 1717200000000
--   p6 = 1716508800000
--   p7 = 1717286400000
--   p8 = 1717113600000
--   p9 = 1717200000000
--   p10 = 1717113600000
--   p11 = 1717200000000
--   p12 = "outside"
--   p13 = 5
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"
--   p17 = 1714651200000
--   p18 = "outside"
--   p19 = "outside"
--   p20 = 1714651200000
--   p21 = 1
--   p22 = "outside"
--   p23 = "outside"
--   p24 = "outside"
--   p25 = "outside"

-- names
SELECT name AS item, count() AS events FROM events
  WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p6:String}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'))) >= {p11:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p13:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) = {p15:String}, false)))) AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 1717113600000
--   p1 = 1717200000000
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

-- devices
SELECT device_type AS item, count() AS events FROM events
  WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p6:String}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'))) >= {p11:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p13:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) = {p15:String}, false)))) AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 1717113600000
--   p1 = 1717200000000
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

-- countries
SELECT country AS item, count() AS events FROM events
  WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p6:String}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'))) >= {p11:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p13:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) = {p15:String}, false)))) AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 1717113600000
--   p1 = 1717200000000
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

-- pages
SELECT path AS item, count() AS events FROM events
  WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p6:String}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'))) >= {p11:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p13:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) = {p15:String}, false)))) AND item != '' AND name IN {p16:Array(String)} GROUP BY item ORDER BY events DESC, item LIMIT {p17:Int64}
--   p0 = 1717113600000
--   p1 = 1717200000000
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
--   p17 = 10
