-- bars
SELECT [countIf(level >= {p0:Int64}), countIf(level >= {p1:Int64}), countIf(level >= {p2:Int64})] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(t2, level >= {p3:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(t3, level >= {p4:Int64})] AS times FROM (
  SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p5:Int64}) * (time - start <= {p6:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p7:Int64}) * (time - start <= {p8:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p9:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p10:Int64}) + bitShiftRight(seq, {p11:Int64})), 64), toUInt128(bitShiftLeft(seq, {p12:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p13:String})), {p14:Int64}) + bitShiftLeft(toUInt64((name = {p15:String} AND path = {p16:String})), {p17:Int64}) + bitShiftLeft(toUInt64((name = {p18:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p19:String})::Nullable(String)) > {p20:Float64}, false))), {p21:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p22:Int64}) AND toDate(events.time) <= toDate({p23:Int64}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p25:Int64}, 'UTC') AND NOT is_bot AND name IN {p26:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0))))))))))))
--   p0 = 1
--   p1 = 2
--   p2 = 3
--   p3 = 2
--   p4 = 3
--   p5 = 2
--   p6 = 86400000
--   p7 = 1
--   p8 = 86400000
--   p9 = 84
--   p10 = 20
--   p11 = 44
--   p12 = 20
--   p13 = "page_view"
--   p14 = 0
--   p15 = "outside"
--   p16 = "outside"
--   p17 = 1
--   p18 = "purchase"
--   p19 = "outside"
--   p20 = 5
--   p21 = 2
--   p22 = 19874
--   p23 = 19874
--   p24 = 1717113600000
--   p25 = 1717200000000
--   p26 = ["page_view","outside","purchase"]
