-- types
SELECT pair.1 AS key, pair.2 AS type, count() AS events
  FROM (SELECT arrayJoin(JSONAllPathsWithTypes(properties)) AS pair FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))))
  GROUP BY key, type ORDER BY key, type LIMIT {p18:Int64}
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
--   p18 = 20000

-- samples
SELECT key, value, count() AS events
  FROM (
    SELECT arrayJoin(JSONAllPaths(properties)) AS key, splitByChar('.', key) AS keys, toJSONString(properties) AS json,
      multiIf(length(keys) = 1, JSONExtractRaw(json, keys[1]), length(keys) = 2, JSONExtractRaw(json, keys[1], keys[2]),
        JSONExtractRaw(json, keys[1], keys[2], keys[3])) AS value
    FROM (SELECT properties FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) ORDER BY events.time DESC, seq DESC LIMIT {p18:Int64})
    WHERE length(keys) <= 3
  )
  WHERE value != '' GROUP BY key, value ORDER BY key, events DESC, value LIMIT {p19:Int64} BY key LIMIT {p20:Int64}
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
--   p18 = 1000
--   p19 = 5
--   p20 = 20000
