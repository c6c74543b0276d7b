-- totals
SELECT count() AS events, uniqExact(visitor_hash) AS visitors, uniqExact(session_id) AS sessions,
    uniqExact(name) AS names, minOrNull(toUnixTimestamp64Milli(time)) AS first_at, maxOrNull(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC'))) >= {p15:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p17:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) = {p19:String}, false))))
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
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

-- names
SELECT name AS item, count() AS events, uniqExact(visitor_hash) AS visitors FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC'))) >= {p15:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p17:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) = {p19:String}, false)))) GROUP BY item ORDER BY events DESC, item LIMIT {p20:Int64}
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
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
--   p20 = 100
