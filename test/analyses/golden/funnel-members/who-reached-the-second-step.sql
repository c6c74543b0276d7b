-- total
SELECT count() AS total FROM (
  SELECT *, c1 AS first_place, [if(level >= {p0:Int64}, times[c2] - times[c1], 0), if(level >= {p1:Int64}, times[c3] - times[c2], 0)] AS step_times FROM (
SELECT *, multiIf(level = {p2:Int64}, arrayFirstIndex(start -> start > 0, s3), level > {p3:Int64}, 0, 0) AS c3, multiIf(level = {p4:Int64}, arrayFirstIndex(start -> start > 0, s2), level > {p5:Int64}, p2[c3], 0) AS c2, multiIf(level = {p6:Int64}, arrayFirstIndex(start -> start > 0, s1), level > {p7:Int64}, p1[c2], 0) AS c1 FROM (
SELECT *, toUInt8(arrayMax(s1) > 0) + toUInt8(arrayMax(s2) > 0) + toUInt8(arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s2, places)), 0)) AS p2,
  arrayMap((key, time, start) -> start * bitTest(key, {p8:Int64}) * (time - start <= {p9:Int64}), events, times, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s2), 0))) AS s3 FROM (
SELECT *, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s1, places)), 0)) AS p1,
  arrayMap((key, time, start) -> start * bitTest(key, {p10:Int64}) * (time - start <= {p11:Int64}), events, times, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s1), 0))) AS s2 FROM (
SELECT *, arrayEnumerate(events) AS places, arrayMap((key, time) -> time * bitTest(key, 0), events, times) AS s1 FROM (
SELECT *, arrayMap(key -> bitShiftRight(key, {p12:Int64}), events) AS times FROM (
SELECT *, if(has_ties, tupleElement(arraySort(event -> (bitShiftRight(event.1, {p13:Int64}), event.2), arrayZip(keys, seqs)), 1), by_key) AS events FROM (
SELECT *, has(arrayPopFront(arrayDifference(arrayMap(key -> bitShiftRight(key, {p14:Int64}), by_key))), 0) AS has_ties FROM (
SELECT *, arraySort(keys) AS by_key FROM (
SELECT visitor_hash AS unit, groupArray(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p15:Int64}) + mask) AS keys, groupArray(seq) AS seqs
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p16:String})), {p17:Int64}) + bitShiftLeft(toUInt64((name = {p18:String} AND path = {p19:String})), {p20:Int64}) + bitShiftLeft(toUInt64((name = {p21:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p22:String})::Nullable(String)) > {p23:Float64}, false))), {p24:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p25:Int64}) AND toDate(events.time) <= toDate({p26:Int64}) AND events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p28:Int64}, 'UTC') AND NOT is_bot AND name IN {p29:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))) WHERE level >= {p30:Int64}
--   p0 = 2
--   p1 = 3
--   p2 = 3
--   p3 = 3
--   p4 = 2
--   p5 = 2
--   p6 = 1
--   p7 = 1
--   p8 = 2
--   p9 = 86400000
--   p10 = 1
--   p11 = 86400000
--   p12 = 3
--   p13 = 3
--   p14 = 3
--   p15 = 3
--   p16 = "page_view"
--   p17 = 0
--   p18 = "outside"
--   p19 = "outside"
--   p20 = 1
--   p21 = "purchase"
--   p22 = "outside"
--   p23 = 5
--   p24 = 2
--   p25 = 19874
--   p26 = 19875
--   p27 = 1717113600000
--   p28 = 1717200000000
--   p29 = ["page_view","outside","purchase"]
--   p30 = 2

-- members
SELECT toString(unit) AS cursor, member_visitor, member_user, member_session, level FROM (
  SELECT *, c1 AS first_place, [if(level >= {p0:Int64}, times[c2] - times[c1], 0), if(level >= {p1:Int64}, times[c3] - times[c2], 0)] AS step_times FROM (
SELECT *, multiIf(level = {p2:Int64}, arrayFirstIndex(start -> start > 0, s3), level > {p3:Int64}, 0, 0) AS c3, multiIf(level = {p4:Int64}, arrayFirstIndex(start -> start > 0, s2), level > {p5:Int64}, p2[c3], 0) AS c2, multiIf(level = {p6:Int64}, arrayFirstIndex(start -> start > 0, s1), level > {p7:Int64}, p1[c2], 0) AS c1 FROM (
SELECT *, toUInt8(arrayMax(s1) > 0) + toUInt8(arrayMax(s2) > 0) + toUInt8(arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s2, places)), 0)) AS p2,
  arrayMap((key, time, start) -> start * bitTest(key, {p8:Int64}) * (time - start <= {p9:Int64}), events, times, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s2), 0))) AS s3 FROM (
SELECT *, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s1, places)), 0)) AS p1,
  arrayMap((key, time, start) -> start * bitTest(key, {p10:Int64}) * (time - start <= {p11:Int64}), events, times, arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, s1), 0))) AS s2 FROM (
SELECT *, arrayEnumerate(events) AS places, arrayMap((key, time) -> time * bitTest(key, 0), events, times) AS s1 FROM (
SELECT *, arrayMap(key -> bitShiftRight(key, {p12:Int64}), events) AS times FROM (
SELECT *, if(has_ties, tupleElement(arraySort(event -> (bitShiftRight(event.1, {p13:Int64}), event.2), arrayZip(keys, seqs)), 1), by_key) AS events FROM (
SELECT *, has(arrayPopFront(arrayDifference(arrayMap(key -> bitShiftRight(key, {p14:Int64}), by_key))), 0) AS has_ties FROM (
SELECT *, arraySort(keys) AS by_key FROM (
SELECT visitor_hash AS unit, groupArray(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p15:Int64}) + mask) AS keys, groupArray(seq) AS seqs, argMax(events.visitor_id, (events.time, seq)) AS member_visitor, max(events.user_id) AS member_user, '' AS member_session
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p16:String})), {p17:Int64}) + bitShiftLeft(toUInt64((name = {p18:String} AND path = {p19:String})), {p20:Int64}) + bitShiftLeft(toUInt64((name = {p21:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p22:String})::Nullable(String)) > {p23:Float64}, false))), {p24:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p25:Int64}) AND toDate(events.time) <= toDate({p26:Int64}) AND events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p28:Int64}, 'UTC') AND NOT is_bot AND name IN {p29:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))) WHERE level >= {p30:Int64} ORDER BY unit LIMIT {p31:Int64}
--   p0 = 2
--   p1 = 3
--   p2 = 3
--   p3 = 3
--   p4 = 2
--   p5 = 2
--   p6 = 1
--   p7 = 1
--   p8 = 2
--   p9 = 86400000
--   p10 = 1
--   p11 = 86400000
--   p12 = 3
--   p13 = 3
--   p14 = 3
--   p15 = 3
--   p16 = "page_view"
--   p17 = 0
--   p18 = "outside"
--   p19 = "outside"
--   p20 = 1
--   p21 = "purchase"
--   p22 = "outside"
--   p23 = 5
--   p24 = 2
--   p25 = 19874
--   p26 = 19875
--   p27 = 1717113600000
--   p28 = 1717200000000
--   p29 = ["page_view","outside","purchase"]
--   p30 = 2
--   p31 = 50
