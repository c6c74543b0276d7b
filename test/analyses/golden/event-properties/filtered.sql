-- types
SELECT pair.1 AS key, pair.2 AS type, count() AS events
  FROM (SELECT arrayJoin(JSONAllPathsWithTypes(properties)) AS pair FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p6:String}) AND time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) >= {p8:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p10:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) = {p12:String}, false)))))
  GROUP BY key, type ORDER BY key, type LIMIT {p13:Int64}
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
--   p13 = 20000

-- samples
SELECT key, value, count() AS events
  FROM (
    SELECT arrayJoin(JSONAllPaths(properties)) AS key, splitByChar('.', key) AS keys, toJSONString(properties) AS json,
      multiIf(length(keys) = 1, JSONExtractRaw(json, keys[1]), length(keys) = 2, JSONExtractRaw(json, keys[1], keys[2]),
        JSONExtractRaw(json, keys[1], keys[2], keys[3])) AS value
    FROM (SELECT properties FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND country = {p2:String} AND (ifNull(value >= {p3:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p6:String}) AND time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) >= {p8:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p10:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) = {p12:String}, false)))) ORDER BY events.time DESC, seq DESC LIMIT {p13:Int64})
    WHERE length(keys) <= 3
  )
  WHERE value != '' GROUP BY key, value ORDER BY key, events DESC, value LIMIT {p14:Int64} BY key LIMIT {p15:Int64}
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
--   p13 = 1000
--   p14 = 5
--   p15 = 20000
