-- total
SELECT count() AS total FROM (
  SELECT *, if(marked_value = '', NULL, substring(marked_value, 2)) AS value FROM (
SELECT *, values[indexOf(arrayFilter(key -> bitTest(toUInt8(key), 0), keys), events[first_place])] AS marked_value FROM (
SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p0:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p1:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p2:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT sipHash64(session_id, session_seed) AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p3:Int64}) + bitShiftRight(seq, {p4:Int64})), 64), toUInt128(bitShiftLeft(seq, {p5:Int64}) + mask))) AS keys, groupArrayIf(if(country = '', '', concat('=', country)), bitTest(mask, 0)) AS values
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p6:String})), {p7:Int64}) + bitShiftLeft(toUInt64((name = {p8:String} AND path = {p9:String})), {p10:Int64}) + bitShiftLeft(toUInt64((name = {p11:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p12:String})::Nullable(String)) > {p13:Float64}, false))), {p14:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p15:Int64}) AND toDate(events.time) <= toDate({p16:Int64}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND NOT is_bot AND name IN {p19:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))))) WHERE level >= {p20:Int64} AND (NOT has({p21:Array(String)}, ifNull(value, '')) OR isNull(value)) AND isNotNull(value)
--   p0 = 2
--   p1 = 1
--   p2 = 84
--   p3 = 20
--   p4 = 44
--   p5 = 20
--   p6 = "page_view"
--   p7 = 0
--   p8 = "outside"
--   p9 = "outside"
--   p10 = 1
--   p11 = "purchase"
--   p12 = "outside"
--   p13 = 5
--   p14 = 2
--   p15 = 19874
--   p16 = 19874
--   p17 = 1717113600000
--   p18 = 1717200000000
--   p19 = ["page_view","outside","purchase"]
--   p20 = 1
--   p21 = ["outside"]

-- members
SELECT toString(unit) AS cursor, member_visitor, member_user, member_session, level FROM (
  SELECT *, if(marked_value = '', NULL, substring(marked_value, 2)) AS value FROM (
SELECT *, values[indexOf(arrayFilter(key -> bitTest(toUInt8(key), 0), keys), events[first_place])] AS marked_value FROM (
SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p0:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p1:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p2:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT sipHash64(session_id, session_seed) AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p3:Int64}) + bitShiftRight(seq, {p4:Int64})), 64), toUInt128(bitShiftLeft(seq, {p5:Int64}) + mask))) AS keys, groupArrayIf(if(country = '', '', concat('=', country)), bitTest(mask, 0)) AS values, argMax(events.visitor_id, (events.time, seq)) AS member_visitor, max(events.user_id) AS member_user, any(events.session_id) AS member_session
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p6:String})), {p7:Int64}) + bitShiftLeft(toUInt64((name = {p8:String} AND path = {p9:String})), {p10:Int64}) + bitShiftLeft(toUInt64((name = {p11:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p12:String})::Nullable(String)) > {p13:Float64}, false))), {p14:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p15:Int64}) AND toDate(events.time) <= toDate({p16:Int64}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND NOT is_bot AND name IN {p19:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))))) WHERE level >= {p20:Int64} AND (NOT has({p21:Array(String)}, ifNull(value, '')) OR isNull(value)) AND isNotNull(value) ORDER BY unit LIMIT {p22:Int64}
--   p0 = 2
--   p1 = 1
--   p2 = 84
--   p3 = 20
--   p4 = 44
--   p5 = 20
--   p6 = "page_view"
--   p7 = 0
--   p8 = "outside"
--   p9 = "outside"
--   p10 = 1
--   p11 = "purchase"
--   p12 = "outside"
--   p13 = 5
--   p14 = 2
--   p15 = 19874
--   p16 = 19874
--   p17 = 1717113600000
--   p18 = 1717200000000
--   p19 = ["page_view","outside","purchase"]
--   p20 = 1
--   p21 = ["outside"]
--   p22 = 50
