-- names
SELECT toString(name) AS value, count() AS events,
    min(toUnixTimestamp64Milli(time)) AS first_at, max(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p6:String}) AND time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) >= {p8:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p10:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) = {p12:String}, false)))) GROUP BY value ORDER BY events DESC, value LIMIT {p13:Int64}
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = "outside"
--   p3 = 5
--   p4 = "outside"
--   p5 = "outside"
--   p6 = "outside"
--   p7 = 1714651200000
--   p8 = 1
--   p9 = "outside"
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 100
