-- events
SELECT event_id, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, name, source, properties, seq
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p6:String}) AND time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) >= {p8:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p10:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) = {p12:String}, false)))) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND (events.time > fromUnixTimestamp64Milli({p14:Int64}, 'UTC') OR seq > {p15:Int64}) ORDER BY events.time, seq LIMIT {p16:Int64}
--   p0 = 1717150020000
--   p1 = 1717157220000
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
--   p13 = 1717150020005
--   p14 = 1717150020005
--   p15 = 17
--   p16 = 10
