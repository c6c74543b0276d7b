-- total
SELECT count() AS total FROM (
  SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p0:Int64}) * (time - start <= {p1:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p2:Int64}) * (time - start <= {p3:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p4:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p5:Int64}) + bitShiftRight(seq, {p6:Int64})), 64), toUInt128(bitShiftLeft(seq, {p7:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p8:String})), {p9:Int64}) + bitShiftLeft(toUInt64((name = {p10:String} AND path = {p11:String})), {p12:Int64}) + bitShiftLeft(toUInt64((name = {p13:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p14:String})::Nullable(String)) > {p15:Float64}, false))), {p16:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p17:Int64}) AND toDate(events.time) <= toDate({p18:Int64}) AND events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND NOT is_bot AND name IN {p21:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))) WHERE level >= {p22:Int64}
--   p0 = 2
--   p1 = 86400000
--   p2 = 1
--   p3 = 86400000
--   p4 = 84
--   p5 = 20
--   p6 = 44
--   p7 = 20
--   p8 = "page_view"
--   p9 = 0
--   p10 = "outside"
--   p11 = "outside"
--   p12 = 1
--   p13 = "purchase"
--   p14 = "outside"
--   p15 = 5
--   p16 = 2
--   p17 = 19874
--   p18 = 19874
--   p19 = 1717113600000
--   p20 = 1717200000000
--   p21 = ["page_view","outside","purchase"]
--   p22 = 2

-- members
SELECT toString(unit) AS cursor, member_visitor, member_user, member_session, level FROM (
  SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p0:Int64}) * (time - start <= {p1:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p2:Int64}) * (time - start <= {p3:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p4:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p5:Int64}) + bitShiftRight(seq, {p6:Int64})), 64), toUInt128(bitShiftLeft(seq, {p7:Int64}) + mask))) AS keys, argMax(events.visitor_id, (events.time, seq)) AS member_visitor, max(events.user_id) AS member_user, '' AS member_session
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p8:String})), {p9:Int64}) + bitShiftLeft(toUInt64((name = {p10:String} AND path = {p11:String})), {p12:Int64}) + bitShiftLeft(toUInt64((name = {p13:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p14:String})::Nullable(String)) > {p15:Float64}, false))), {p16:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p17:Int64}) AND toDate(events.time) <= toDate({p18:Int64}) AND events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND NOT is_bot AND name IN {p21:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))) WHERE level >= {p22:Int64} ORDER BY unit LIMIT {p23:Int64}
--   p0 = 2
--   p1 = 86400000
--   p2 = 1
--   p3 = 86400000
--   p4 = 84
--   p5 = 20
--   p6 = 44
--   p7 = 20
--   p8 = "page_view"
--   p9 = 0
--   p10 = "outside"
--   p11 = "outside"
--   p12 = 1
--   p13 = "purchase"
--   p14 = "outside"
--   p15 = 5
--   p16 = 2
--   p17 = 19874
--   p18 = 19874
--   p19 = 1717113600000
--   p20 = 1717200000000
--   p21 = ["page_view","outside","purchase"]
--   p22 = 2
--   p23 = 50
