-- bars
SELECT [countIf(level >= {p0:Int64}), countIf(level >= {p1:Int64}), countIf(level >= {p2:Int64})] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(step_times[{p3:Int64}], level >= {p4:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(step_times[{p5:Int64}], level >= {p6:Int64})] AS times FROM (
  SELECT *, c1 AS first_place, [if(level >= {p7:Int64}, times[c2] - times[c1], 0), if(level >= {p8:Int64}, times[c3] - times[c2], 0)] AS step_times FROM (
  SELECT *, toUInt8(arrayMax(s1) > 0) + toUInt8(arrayMax(s2) > 0) + toUInt8(arrayMax(s3) > 0) AS level, multiIf(level = {p9:Int64}, arrayFirstIndex(start -> start > 0, s3), level > {p10:Int64}, 0, 0) AS c3, multiIf(level = {p11:Int64}, arrayFirstIndex(start -> start > 0, s2), level > {p12:Int64}, p2[c3], 0) AS c2, multiIf(level = {p13:Int64}, arrayFirstIndex(start -> start > 0, s1), level > {p14:Int64}, p1[c2], 0) AS c1 FROM (
  SELECT *, arrayEnumerate(events) AS places, arrayMap((key, time) -> if(bitTest(key, 0), time, 0), events, times) AS s1,
    arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s1), 0)) AS b1, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, place) -> if(start > 0, place, 0), s1, places)), 0)) AS p1, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, time) -> if(start > 0, time, 0), s1, times)), 0)) AS t1, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((key, place) -> if(bitTest(key, {p15:Int64}), place, 0), events, places)), 0)) AS x1, arrayMap((key, time, start, place, before, excluded) -> if(bitTest(key, {p16:Int64}) AND start > 0 AND time - before <= {p17:Int64} AND place >= excluded, start, 0), events, times, b1, p1, t1, x1) AS s2, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s2), 0)) AS b2, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, place) -> if(start > 0, place, 0), s2, places)), 0)) AS p2, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, time) -> if(start > 0, time, 0), s2, times)), 0)) AS t2, arrayMap((key, time, start, place, before, excluded) -> if(bitTest(key, {p18:Int64}) AND start > 0 AND time - before <= {p19:Int64}, start, 0), events, times, b2, p2, t2, p2) AS s3
  FROM (
  SELECT *, arraySort(keys) AS by_key, has(arrayPopFront(arrayDifference(arrayMap(key -> bitShiftRight(key, {p20:Int64}), by_key))), 0) AS has_ties,
    if(has_ties, arraySort(event -> (bitShiftRight(event.1, {p21:Int64}), event.2), arrayZip(keys, seqs)), []) AS by_arrival,
    if(has_ties, tupleElement(by_arrival, 1), by_key) AS events,
    arrayMap(key -> bitShiftRight(key, {p22:Int64}), events) AS times
  FROM (
  SELECT visitor_hash AS unit, groupArray(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p23:Int64}) + mask) AS keys, groupArray(seq) AS seqs
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p24:String})), {p25:Int64}) + bitShiftLeft(toUInt64((name = {p26:String} AND path = {p27:String})), {p28:Int64}) + bitShiftLeft(toUInt64((name = {p29:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p30:String})::Nullable(String)) > {p31:Float64}, false))), {p32:Int64}) + bitShiftLeft(toUInt64((name = {p33:String})), {p34:Int64}) AS mask FROM events WHERE events.time >= fromUnixTimestamp64Milli({p35:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p36:Int64}, 'UTC') AND NOT is_bot AND name IN {p37:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0))))))
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
--   p15 = 3
--   p16 = 1
--   p17 = 3600000
--   p18 = 2
--   p19 = 3600000
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
--   p35 = 1717113600000
--   p36 = 1717200000000
--   p37 = ["page_view","outside","purchase"]
