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
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p3:Int64}) + bitShiftRight(seq, {p4:Int64})), 64), toUInt128(bitShiftLeft(seq, {p5:Int64}) + mask))) AS keys, groupArrayIf(ifNull(concat('=', getSubcolumn(properties, {p6:String})::Nullable(String)), ''), bitTest(mask, 0)) AS values
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p7:String})), {p8:Int64}) + bitShiftLeft(toUInt64((name = {p9:String} AND path = {p10:String})), {p11:Int64}) + bitShiftLeft(toUInt64((name = {p12:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p13:String})::Nullable(String)) > {p14:Float64}, false))), {p15:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p16:Int64}) AND toDate(events.time) <= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND NOT is_bot AND name IN {p20:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))))) WHERE level = {p21:Int64} AND ifNull(value = {p22:String}, false)
--   p0 = 2
--   p1 = 1
--   p2 = 84
--   p3 = 20
--   p4 = 44
--   p5 = 20
--   p6 = "outside"
--   p7 = "page_view"
--   p8 = 0
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1
--   p12 = "purchase"
--   p13 = "outside"
--   p14 = 5
--   p15 = 2
--   p16 = 19874
--   p17 = 19874
--   p18 = 1717113600000
--   p19 = 1717200000000
--   p20 = ["page_view","outside","purchase"]
--   p21 = 2
--   p22 = "outside"

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
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p3:Int64}) + bitShiftRight(seq, {p4:Int64})), 64), toUInt128(bitShiftLeft(seq, {p5:Int64}) + mask))) AS keys, groupArrayIf(ifNull(concat('=', getSubcolumn(properties, {p6:String})::Nullable(String)), ''), bitTest(mask, 0)) AS values, argMax(events.visitor_id, (events.time, seq)) AS member_visitor, max(events.user_id) AS member_user, '' AS member_session
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p7:String})), {p8:Int64}) + bitShiftLeft(toUInt64((name = {p9:String} AND path = {p10:String})), {p11:Int64}) + bitShiftLeft(toUInt64((name = {p12:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p13:String})::Nullable(String)) > {p14:Float64}, false))), {p15:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p16:Int64}) AND toDate(events.time) <= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND NOT is_bot AND name IN {p20:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))))) WHERE level = {p21:Int64} AND ifNull(value = {p22:String}, false) AND unit > toUInt64({p23:String}) ORDER BY unit LIMIT {p24:Int64}
--   p0 = 2
--   p1 = 1
--   p2 = 84
--   p3 = 20
--   p4 = 44
--   p5 = 20
--   p6 = "outside"
--   p7 = "page_view"
--   p8 = 0
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1
--   p12 = "purchase"
--   p13 = "outside"
--   p14 = 5
--   p15 = 2
--   p16 = 19874
--   p17 = 19874
--   p18 = 1717113600000
--   p19 = 1717200000000
--   p20 = ["page_view","outside","purchase"]
--   p21 = 2
--   p22 = "outside"
--   p23 = "4711"
--   p24 = 50
