-- bars
SELECT [countIf(level >= {p0:Int64}), countIf(level >= {p1:Int64}), countIf(level >= {p2:Int64})] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(t2, level >= {p3:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(t3, level >= {p4:Int64})] AS times FROM (
  SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start, previous) -> start * bitTest(mask, {p5:Int64}) * (time - previous <= {p6:Int64}), times, masks, arrayFill(known -> known > 0, s2), arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s2, times))) AS s3 FROM (
SELECT *, arrayMap((time, mask, start, previous, place, excluded) -> start * bitTest(mask, {p7:Int64}) * (time - previous <= {p8:Int64}) * (place >= excluded), times, masks, arrayFill(known -> known > 0, s1), arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s1, times)), arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s1, places)), arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((mask, place) -> if(bitTest(mask, {p9:Int64}), place, 0), masks, places)), 0))) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1, arrayEnumerate(events) AS places FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p10:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p11:Int64}) + bitShiftRight(seq, {p12:Int64})), 64), toUInt128(bitShiftLeft(seq, {p13:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p14:String})), {p15:Int64}) + bitShiftLeft(toUInt64((name = {p16:String} AND path = {p17:String})), {p18:Int64}) + bitShiftLeft(toUInt64((name = {p19:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p20:String})::Nullable(String)) > {p21:Float64}, false))), {p22:Int64}) + bitShiftLeft(toUInt64((name = {p23:String})), {p24:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p25:Int64}) AND toDate(events.time) <= toDate({p26:Int64}) AND events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p28:Int64}, 'UTC') AND NOT is_bot AND name IN {p29:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0))))))))))))
--   p0 = 1
--   p1 = 2
--   p2 = 3
--   p3 = 2
--   p4 = 3
--   p5 = 2
--   p6 = 3600000
--   p7 = 1
--   p8 = 3600000
--   p9 = 3
--   p10 = 84
--   p11 = 20
--   p12 = 44
--   p13 = 20
--   p14 = "page_view"
--   p15 = 0
--   p16 = "outside"
--   p17 = "outside"
--   p18 = 1
--   p19 = "purchase"
--   p20 = "outside"
--   p21 = 5
--   p22 = 2
--   p23 = "outside"
--   p24 = 3
--   p25 = 19874
--   p26 = 19874
--   p27 = 1717113600000
--   p28 = 1717200000000
--   p29 = ["page_view","outside","purchase"]
