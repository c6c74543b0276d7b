-- rows
SELECT event_id, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, name, source, properties
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p6:String}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'))) >= {p11:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p13:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) = {p15:String}, false)))) ORDER BY toDate(events.time), events.time, seq LIMIT {p16:Int64}
--   p0 = 1717150020000
--   p1 = 1717157220000
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
--   p16 = 10
