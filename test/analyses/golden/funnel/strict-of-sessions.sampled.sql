-- bars
SELECT [countIf(level >= {p0:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND NOT is_bot)), countIf(level >= {p5:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot)), countIf(level >= {p10:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p11:Int64}) AND toDate(events.time) <= toDate({p12:Int64}) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND NOT is_bot))] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(t2, level >= {p15:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(t3, level >= {p16:Int64})] AS times FROM (
  SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p17:Int64}) * (time - start <= {p18:Int64}), times, masks, arrayPopBack(arrayPushFront(s2, 0))) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p19:Int64}) * (time - start <= {p20:Int64}), times, masks, arrayPopBack(arrayPushFront(s1, 0))) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p21:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT sipHash64(session_id, session_seed) AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p22:Int64}) + bitShiftRight(seq, {p23:Int64})), 64), toUInt128(bitShiftLeft(seq, {p24:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p25:String})), {p26:Int64}) + bitShiftLeft(toUInt64((name = {p27:String} AND path = {p28:String})), {p29:Int64}) + bitShiftLeft(toUInt64((name = {p30:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p31:String})::Nullable(String)) > {p32:Float64}, false))), {p33:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p34:Int64}) AND toDate(events.time) <= toDate({p35:Int64}) AND events.time >= fromUnixTimestamp64Milli({p36:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p37:Int64}, 'UTC') AND NOT is_bot AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p38:Int64}) AND toDate(events.time) <= toDate({p39:Int64}) AND events.time >= fromUnixTimestamp64Milli({p40:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p41:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616.) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0))))))))))))
--   p0 = 1
--   p1 = 19874
--   p2 = 19874
--   p3 = 1717113600000
--   p4 = 1717200000000
--   p5 = 2
--   p6 = 19874
--   p7 = 19874
--   p8 = 1717113600000
--   p9 = 1717200000000
--   p10 = 3
--   p11 = 19874
--   p12 = 19874
--   p13 = 1717113600000
--   p14 = 1717200000000
--   p15 = 2
--   p16 = 3
--   p17 = 2
--   p18 = 86400000
--   p19 = 1
--   p20 = 86400000
--   p21 = 84
--   p22 = 20
--   p23 = 44
--   p24 = 20
--   p25 = "page_view"
--   p26 = 0
--   p27 = "outside"
--   p28 = "outside"
--   p29 = 1
--   p30 = "purchase"
--   p31 = "outside"
--   p32 = 5
--   p33 = 2
--   p34 = 19874
--   p35 = 19874
--   p36 = 1717113600000
--   p37 = 1717200000000
--   p38 = 19874
--   p39 = 19874
--   p40 = 1717113600000
--   p41 = 1717200000000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, uniqExact(session_id, session_seed) AS n FROM events
  WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND ((name = {p8:String})) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p9:Int64}) AND toDate(events.time) <= toDate({p10:Int64}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616. GROUP BY visitor_hash))
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717113600000
--   p7 = 1717200000000
--   p8 = "page_view"
--   p9 = 19874
--   p10 = 19874
--   p11 = 1717113600000
--   p12 = 1717200000000
