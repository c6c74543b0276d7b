-- totals
SELECT count() AS events, uniqExact(visitor_hash) AS visitors, uniqExact(session_id) AS sessions,
    uniqExact(name) AS names, minOrNull(toUnixTimestamp64Milli(time)) AS first_at, maxOrNull(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false))))
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

-- names
SELECT name AS item, count() AS events, uniqExact(visitor_hash) AS visitors FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) GROUP BY item ORDER BY events DESC, item LIMIT {p18:Int64}
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
--   p18 = 100
