-- types
SELECT pair.1 AS key, pair.2 AS type, sum(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String))))))) AS events
  FROM (SELECT arrayJoin(JSONAllPathsWithTypes(properties)) AS pair, sample_factor FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p16:String}) AND toDate(events.time) >= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC'))) >= {p19:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p21:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) = {p23:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))))) < 18446744073709551616.)
  GROUP BY key, type ORDER BY key, type LIMIT {p28:Int64}
--   p0 = "outside"
--   p1 = 19845
--   p2 = 1714651200000
--   p3 = "outside"
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717113600000
--   p7 = 1717200000000
--   p8 = "outside"
--   p9 = 5
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 19845
--   p14 = 1714651200000
--   p15 = "outside"
--   p16 = "outside"
--   p17 = 19845
--   p18 = 1714651200000
--   p19 = 1
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "outside"
--   p24 = "outside"
--   p25 = 19845
--   p26 = 1714651200000
--   p27 = "outside"
--   p28 = 20000

-- samples
SELECT key, value, count() AS events
  FROM (
    SELECT arrayJoin(JSONAllPaths(properties)) AS key, splitByChar('.', key) AS keys, toJSONString(properties) AS json,
      multiIf(length(keys) = 1, JSONExtractRaw(json, keys[1]), length(keys) = 2, JSONExtractRaw(json, keys[1], keys[2]),
        JSONExtractRaw(json, keys[1], keys[2], keys[3])) AS value
    FROM (SELECT properties FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC'))) >= {p15:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p17:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) = {p19:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p20:String}) AND toDate(events.time) >= toDate({p21:Int64}) AND events.time >= fromUnixTimestamp64Milli({p22:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String))))) < 18446744073709551616. ORDER BY events.time DESC, seq DESC LIMIT {p24:Int64})
    WHERE length(keys) <= 3
  )
  WHERE value != '' GROUP BY key, value ORDER BY key, events DESC, value LIMIT {p25:Int64} BY key LIMIT {p26:Int64}
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
--   p20 = "outside"
--   p21 = 19845
--   p22 = 1714651200000
--   p23 = "outside"
--   p24 = 1000
--   p25 = 5
--   p26 = 20000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(sum(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String)))))))) AS total, max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p4:String}) AND toDate(events.time) >= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p7:String})::Nullable(String))))))) AS factor, max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))))))) AS most
  FROM events WHERE toDate(events.time) >= toDate({p12:Int64}) AND toDate(events.time) <= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND country = {p16:String} AND (ifNull(value >= {p17:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p18:String})::Nullable(String) = {p19:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p20:String}) AND toDate(events.time) >= toDate({p21:Int64}) AND events.time >= fromUnixTimestamp64Milli({p22:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC'))) >= {p27:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p29:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p30:String})::Nullable(String))) = {p31:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p32:String}) AND toDate(events.time) >= toDate({p33:Int64}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p35:String})::Nullable(String))))) < 18446744073709551616. GROUP BY visitor_hash)
--   p0 = "outside"
--   p1 = 19845
--   p2 = 1714651200000
--   p3 = "outside"
--   p4 = "outside"
--   p5 = 19845
--   p6 = 1714651200000
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 19845
--   p10 = 1714651200000
--   p11 = "outside"
--   p12 = 19874
--   p13 = 19874
--   p14 = 1717113600000
--   p15 = 1717200000000
--   p16 = "outside"
--   p17 = 5
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"
--   p21 = 19845
--   p22 = 1714651200000
--   p23 = "outside"
--   p24 = "outside"
--   p25 = 19845
--   p26 = 1714651200000
--   p27 = 1
--   p28 = "outside"
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = 19845
--   p34 = 1714651200000
--   p35 = "outside"
