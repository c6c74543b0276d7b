-- bars
SELECT value, grouping(value) AS is_total, [countIf(level >= {p0:Int64}), countIf(level >= {p1:Int64}), countIf(level >= {p2:Int64})] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(t2, level >= {p3:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(t3, level >= {p4:Int64})] AS times FROM (
  SELECT *, if(marked_value = '', NULL, substring(marked_value, 2)) AS value FROM (
SELECT *, values[indexOf(arrayFilter(key -> bitTest(toUInt8(key), 0), keys), events[first_place])] AS marked_value FROM (
SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p5:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p6:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p7:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p8:Int64}) + bitShiftRight(seq, {p9:Int64})), 64), toUInt128(bitShiftLeft(seq, {p10:Int64}) + mask))) AS keys, groupArrayIf(ifNull(concat('=', getSubcolumn(properties, {p11:String})::Nullable(String)), ''), bitTest(mask, 0)) AS values
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p12:String})), {p13:Int64}) + bitShiftLeft(toUInt64((name = {p14:String} AND path = {p15:String})), {p16:Int64}) + bitShiftLeft(toUInt64((name = {p17:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p18:String})::Nullable(String)) > {p19:Float64}, false))), {p20:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p21:Int64}) AND toDate(events.time) <= toDate({p22:Int64}) AND events.time >= fromUnixTimestamp64Milli({p23:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p24:Int64}, 'UTC') AND country = {p25:String} AND (ifNull(value >= {p26:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p27:String})::Nullable(String) = {p28:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p29:String}) AND toDate(events.time) >= toDate({p30:Int64}) AND events.time >= fromUnixTimestamp64Milli({p31:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p32:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p33:String}) AND toDate(events.time) >= toDate({p34:Int64}) AND events.time >= fromUnixTimestamp64Milli({p35:Int64}, 'UTC'))) >= {p36:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p37:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p38:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p39:String})::Nullable(String))) = {p40:String}, false)))) AND name IN {p41:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0))))))))))))))
  GROUP BY GROUPING SETS ((value), ()) ORDER BY is_total DESC, counts[1] DESC, value LIMIT {p42:Int64}
--   p0 = 1
--   p1 = 2
--   p2 = 3
--   p3 = 2
--   p4 = 3
--   p5 = 2
--   p6 = 1
--   p7 = 84
--   p8 = 20
--   p9 = 44
--   p10 = 20
--   p11 = "outside"
--   p12 = "page_view"
--   p13 = 0
--   p14 = "outside"
--   p15 = "outside"
--   p16 = 1
--   p17 = "purchase"
--   p18 = "outside"
--   p19 = 5
--   p20 = 2
--   p21 = 19874
--   p22 = 19874
--   p23 = 1717113600000
--   p24 = 1717200000000
--   p25 = "outside"
--   p26 = 5
--   p27 = "outside"
--   p28 = "outside"
--   p29 = "outside"
--   p30 = 19845
--   p31 = 1714651200000
--   p32 = "outside"
--   p33 = "outside"
--   p34 = 19845
--   p35 = 1714651200000
--   p36 = 1
--   p37 = "outside"
--   p38 = "outside"
--   p39 = "outside"
--   p40 = "outside"
--   p41 = ["page_view","outside","purchase"]
--   p42 = 4
