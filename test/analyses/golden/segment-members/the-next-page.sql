-- members
SELECT * FROM (
  WITH (SELECT (count(), arraySlice(arraySort(groupArrayIf(visitor_hash, visitor_hash > toUInt64({p0:String}))), 1, {p1:Int64})) FROM (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p2:String}) AND toDate(events.time) >= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p5:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p6:String}) AND toDate(events.time) >= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC'))) >= {p9:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p11:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) = {p13:String}, false))))) AS found
  SELECT '' AS cursor, '' AS visitor, '' AS user, found.1 AS size
  UNION ALL
  SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user, 0 AS size FROM events
  WHERE visitor_hash IN (SELECT arrayJoin(found.2)) GROUP BY visitor_hash
) ORDER BY toUInt64OrZero(cursor), cursor
--   p0 = "4711"
--   p1 = 50
--   p2 = "outside"
--   p3 = 19845
--   p4 = 1714651200000
--   p5 = "outside"
--   p6 = "outside"
--   p7 = 19845
--   p8 = 1714651200000
--   p9 = 1
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = "outside"
