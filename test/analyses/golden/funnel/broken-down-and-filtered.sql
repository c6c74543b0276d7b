-- bars
SELECT value, grouping(value) AS is_total, [countIf(level >= {p0:Int64}), countIf(level >= {p1:Int64}), countIf(level >= {p2:Int64})] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(step_times[{p3:Int64}], level >= {p4:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(step_times[{p5:Int64}], level >= {p6:Int64})] AS times FROM (
  SELECT *, if(values[if(has_ties, indexOf(seqs, tupleElement(by_arrival, 2)[first_place]), indexOf(keys, events[first_place]))] = '', NULL, substring(values[if(has_ties, indexOf(seqs, tupleElement(by_arrival, 2)[first_place]), indexOf(keys, events[first_place]))], 2)) AS value FROM (SELECT *, c1 AS first_place, [if(level >= {p7:Int64}, times[c2] - times[c1], 0), if(level >= {p8:Int64}, times[c3] - times[c2], 0)] AS step_times FROM (
  SELECT *, toUInt8(arrayMax(s1) > 0) + toUInt8(arrayMax(s2) > 0) + toUInt8(arrayMax(s3) > 0) AS level, multiIf(level = {p9:Int64}, arrayFirstIndex(start -> start > 0, s3), level > {p10:Int64}, 0, 0) AS c3, multiIf(level = {p11:Int64}, arrayFirstIndex(start -> start > 0, s2), level > {p12:Int64}, p2[c3], 0) AS c2, multiIf(level = {p13:Int64}, arrayFirstIndex(start -> start > 0, s1), level > {p14:Int64}, p1[c2], 0) AS c1 FROM (
  SELECT *, arrayEnumerate(events) AS places, arrayMap((key, time) -> if(bitTest(key, 0), time, 0), events, times) AS s1,
    arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s1), 0)) AS b1, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, place) -> if(start > 0, place, 0), s1, places)), 0)) AS p1, arrayMap((key, time, start, place, before, excluded) -> if(bitTest(key, {p15:Int64}) AND start > 0, start, 0), events, times, b1, p1, p1, p1) AS s2, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s2), 0)) AS b2, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, place) -> if(start > 0, place, 0), s2, places)), 0)) AS p2, arrayMap((key, time, start, place, before, excluded) -> if(bitTest(key, {p16:Int64}) AND start > 0, start, 0), events, times, b2, p2, p2, p2) AS s3
  FROM (
  SELECT *, arraySort(keys) AS by_key, has(arrayPopFront(arrayDifference(arrayMap(key -> bitShiftRight(key, {p17:Int64}), by_key))), 0) AS has_ties,
    if(has_ties, arraySort(event -> (bitShiftRight(event.1, {p18:Int64}), event.2), arrayZip(keys, seqs)), []) AS by_arrival,
    if(has_ties, tupleElement(by_arrival, 1), by_key) AS events,
    arrayMap(key -> bitShiftRight(key, {p19:Int64}), events) AS times
  FROM (
  SELECT visitor_hash AS unit, groupArray(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p20:Int64}) + mask) AS keys, groupArray(seq) AS seqs, groupArray(ifNull(concat('=', getSubcolumn(properties, {p21:String})::Nullable(String)), '')) AS values
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p22:String})), {p23:Int64}) + bitShiftLeft(toUInt64((name = {p24:String} AND path = {p25:String})), {p26:Int64}) + bitShiftLeft(toUInt64((name = {p27:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p28:String})::Nullable(String)) > {p29:Float64}, false))), {p30:Int64}) AS mask FROM events WHERE events.time >= fromUnixTimestamp64Milli({p31:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p32:Int64}, 'UTC') AND country = {p33:String} AND (ifNull(value >= {p34:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p35:String})::Nullable(String) = {p36:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p37:String}) AND time >= fromUnixTimestamp64Milli({p38:Int64}, 'UTC')) >= {p39:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p40:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p41:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p42:String})::Nullable(String))) = {p43:String}, false)))) AND name IN {p44:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))
  GROUP BY GROUPING SETS ((value), ()) ORDER BY is_total DESC, counts[1] DESC, value LIMIT {p45:Int64}
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
--   p15 = 1
--   p16 = 2
--   p17 = 3
--   p18 = 3
--   p19 = 3
--   p20 = 3
--   p21 = "outside"
--   p22 = "page_view"
--   p23 = 0
--   p24 = "outside"
--   p25 = "outside"
--   p26 = 1
--   p27 = "purchase"
--   p28 = "outside"
--   p29 = 5
--   p30 = 2
--   p31 = 1717113600000
--   p32 = 1717200000000
--   p33 = "outside"
--   p34 = 5
--   p35 = "outside"
--   p36 = "outside"
--   p37 = "outside"
--   p38 = 1714651200000
--   p39 = 1
--   p40 = "outside"
--   p41 = "outside"
--   p42 = "outside"
--   p43 = "outside"
--   p44 = ["page_view","outside","purchase"]
--   p45 = 4
