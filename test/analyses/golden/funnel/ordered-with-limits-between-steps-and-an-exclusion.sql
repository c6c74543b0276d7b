-- bars
SELECT [countIf(level >= {p0:Int64}), countIf(level >= {p1:Int64}), countIf(level >= {p2:Int64})] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(step_times[{p3:Int64}], level >= {p4:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(step_times[{p5:Int64}], level >= {p6:Int64})] AS times FROM (
  SELECT *, c1 AS first_place, [if(level >= {p7:Int64}, times[c2] - times[c1], 0), if(level >= {p8:Int64}, times[c3] - times[c2], 0)] AS step_times FROM (
SELECT *, multiIf(level = {p9:Int64}, arrayFirstIndex(start -> start > 0, s3), level > {p10:Int64}, 0, 0) AS c3, multiIf(level = {p11:Int64}, arrayFirstIndex(start -> start > 0, s2), level > {p12:Int64}, p2[c3], 0) AS c2, multiIf(level = {p13:Int64}, arrayFirstIndex(start -> start > 0, s1), level > {p14:Int64}, p1[c2], 0) AS c1 FROM (
SELECT *, toUInt8(arrayMax(s1) > 0) + toUInt8(arrayMax(s2) > 0) + toUInt8(arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s2, places)), 0)) AS p2,
  arrayMap((key, time, start, previous) -> start * bitTest(key, {p15:Int64}) * (time - previous <= {p16:Int64}), events, times, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s2), 0)), arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s2, times)), 0))) AS s3 FROM (
SELECT *, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s1, places)), 0)) AS p1,
  arrayMap((key, time, start, previous, place, excluded) -> start * bitTest(key, {p17:Int64}) * (time - previous <= {p18:Int64}) * (place >= excluded), events, times, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s1), 0)), arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s1, times)), 0)), p1, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((key, place) -> if(bitTest(key, {p19:Int64}), place, 0), events, places)), 0))) AS s2 FROM (
SELECT *, arrayEnumerate(events) AS places, arrayMap((key, time) -> time * bitTest(key, 0), events, times) AS s1 FROM (
SELECT *, arrayMap(key -> bitShiftRight(key, {p20:Int64}), events) AS times FROM (
SELECT *, if(has_ties, tupleElement(arraySort(event -> (bitShiftRight(event.1, {p21:Int64}), event.2), arrayZip(keys, seqs)), 1), by_key) AS events FROM (
SELECT *, has(arrayPopFront(arrayDifference(arrayMap(key -> bitShiftRight(key, {p22:Int64}), by_key))), 0) AS has_ties FROM (
SELECT *, arraySort(keys) AS by_key FROM (
SELECT visitor_hash AS unit, groupArray(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p23:Int64}) + mask) AS keys, groupArray(seq) AS seqs
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p24:String})), {p25:Int64}) + bitShiftLeft(toUInt64((name = {p26:String} AND path = {p27:String})), {p28:Int64}) + bitShiftLeft(toUInt64((name = {p29:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p30:String})::Nullable(String)) > {p31:Float64}, false))), {p32:Int64}) + bitShiftLeft(toUInt64((name = {p33:String})), {p34:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p35:Int64}) AND toDate(events.time) <= toDate({p36:Int64}) AND events.time >= fromUnixTimestamp64Milli({p37:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p38:Int64}, 'UTC') AND NOT is_bot AND name IN {p39:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0))))))))))))
--   p0 = 1
--   p1 = 2
--   p2 = 3
--   p3 = 1
--   p4 = 2
--   p5 = 2
--   p6 = 3
--   p7 = 2
--   p8 = 3
--   p9 = 3
--   p10 = 3
--   p11 = 2
--   p12 = 2
--   p13 = 1
--   p14 = 1
--   p15 = 2
--   p16 = 3600000
--   p17 = 1
--   p18 = 3600000
--   p19 = 3
--   p20 = 4
--   p21 = 4
--   p22 = 4
--   p23 = 4
--   p24 = "page_view"
--   p25 = 0
--   p26 = "outside"
--   p27 = "outside"
--   p28 = 1
--   p29 = "purchase"
--   p30 = "outside"
--   p31 = 5
--   p32 = 2
--   p33 = "outside"
--   p34 = 3
--   p35 = 19874
--   p36 = 19875
--   p37 = 1717113600000
--   p38 = 1717200000000
--   p39 = ["page_view","outside","purchase"]
