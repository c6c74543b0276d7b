-- totals
SELECT count() AS events, uniqExact(visitor_hash) AS visitors FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false))))
--   p0 = 19874
--   p1 = 19875
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

-- sessions
SELECT
    count() AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE toDate(events.time) >= toDate({p10:Int64}) AND toDate(events.time) <= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND country = {p14:String} AND (ifNull(value >= {p15:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p16:String})::Nullable(String) = {p17:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p18:String}) AND events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p21:String}) AND events.time >= fromUnixTimestamp64Milli({p22:Int64}, 'UTC'))) >= {p23:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p24:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p25:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p26:String})::Nullable(String))) = {p27:String}, false)))))
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
--   p10 = 19874
--   p11 = 19875
--   p12 = 1717113600000
--   p13 = 1717200000000
--   p14 = "outside"
--   p15 = 5
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 1714651200000
--   p20 = "outside"
--   p21 = "outside"
--   p22 = 1714651200000
--   p23 = 1
--   p24 = "outside"
--   p25 = "outside"
--   p26 = "outside"
--   p27 = "outside"

-- names
SELECT name AS item, count() AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 19874
--   p1 = 19875
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

-- devices
SELECT device_type AS item, count() AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 19874
--   p1 = 19875
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

-- countries
SELECT country AS item, count() AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 19874
--   p1 = 19875
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

-- pages
SELECT path AS item, count() AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) AND item != '' AND name IN {p18:Array(String)} GROUP BY item ORDER BY events DESC, item LIMIT {p19:Int64}
--   p0 = 19874
--   p1 = 19875
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
--   p19 = 10
