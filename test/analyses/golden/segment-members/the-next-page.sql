-- size
SELECT count() AS size FROM (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p2:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p3:String}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC'))) >= {p5:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p6:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p7:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) = {p9:String}, false))))
--   p0 = "outside"
--   p1 = 1714651200000
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 1714651200000
--   p5 = 1
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = "outside"

-- members
SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user FROM events
  WHERE visitor_hash IN (SELECT visitor_hash FROM (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p2:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p3:String}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC'))) >= {p5:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p6:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p7:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))) = {p9:String}, false)))) WHERE visitor_hash > toUInt64({p10:String}) ORDER BY visitor_hash LIMIT {p11:Int64})
  GROUP BY visitor_hash ORDER BY visitor_hash
--   p0 = "outside"
--   p1 = 1714651200000
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 1714651200000
--   p5 = 1
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = "outside"
--   p10 = "4711"
--   p11 = 50
