-- members
SELECT * FROM (
  WITH (SELECT (sum(weight), arraySlice(arraySort(groupArrayIf(visitor_hash, visitor_hash > toUInt64({p0:String}))), 1, {p1:Int64}), count(), max(weight), sum(weight * (weight - 1))) FROM (SELECT visitor_hash, greatest(min(sample_factor), assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p2:String}) AND toDate(events.time) >= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p5:String})::Nullable(String)))))) AS weight FROM events
  WHERE NOT is_bot AND (((name = {p6:String}) AND toDate(events.time) >= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p10:String}) AND toDate(events.time) >= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))))) < 18446744073709551616. GROUP BY visitor_hash HAVING (countIf(((name = {p14:String}) AND toDate(events.time) >= toDate({p15:Int64}) AND events.time >= fromUnixTimestamp64Milli({p16:Int64}, 'UTC'))) >= {p17:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p19:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) = {p21:String}, false))))) AS found
  SELECT '' AS cursor, '' AS visitor, '' AS user, found.1 AS size, found.3 AS seen, toFloat64(found.4) AS factor_max, toFloat64(found.1) AS estimate, toFloat64(found.5) AS variance
  UNION ALL
  SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user, 0 AS size, 0 AS seen, 0 AS factor_max, 0 AS estimate, 0 AS variance FROM events
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
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 19845
--   p12 = 1714651200000
--   p13 = "outside"
--   p14 = "outside"
--   p15 = 19845
--   p16 = 1714651200000
--   p17 = 1
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"
--   p21 = "outside"
