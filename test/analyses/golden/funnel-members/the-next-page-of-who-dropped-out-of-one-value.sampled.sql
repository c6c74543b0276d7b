-- total
SELECT count() AS seen, toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND ((name = {p4:String}) OR (name = {p5:String} AND path = {p6:String}) OR (name = {p7:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p8:String})::Nullable(String)) > {p9:Float64}, false)))))) AS factor_max, seen * factor_max AS total,
    total AS estimate, total * (factor_max - 1) AS variance FROM (
  SELECT *, if(marked_value = '', NULL, substring(marked_value, 2)) AS value FROM (
SELECT *, values[indexOf(arrayFilter(key -> bitTest(toUInt8(key), 0), keys), events[first_place])] AS marked_value FROM (
SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p10:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p11:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p12:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p13:Int64}) + bitShiftRight(seq, {p14:Int64})), 64), toUInt128(bitShiftLeft(seq, {p15:Int64}) + mask))) AS keys, groupArrayIf(ifNull(concat('=', getSubcolumn(properties, {p16:String})::Nullable(String)), ''), bitTest(mask, 0)) AS values
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p17:String})), {p18:Int64}) + bitShiftLeft(toUInt64((name = {p19:String} AND path = {p20:String})), {p21:Int64}) + bitShiftLeft(toUInt64((name = {p22:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p23:String})::Nullable(String)) > {p24:Float64}, false))), {p25:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p26:Int64}) AND toDate(events.time) <= toDate({p27:Int64}) AND events.time >= fromUnixTimestamp64Milli({p28:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p29:Int64}, 'UTC') AND NOT is_bot AND name IN {p30:Array(String)} AND mask != 0 AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p31:Int64}) AND toDate(events.time) <= toDate({p32:Int64}) AND events.time >= fromUnixTimestamp64Milli({p33:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p34:Int64}, 'UTC') AND NOT is_bot AND ((name = {p35:String}) OR (name = {p36:String} AND path = {p37:String}) OR (name = {p38:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p39:String})::Nullable(String)) > {p40:Float64}, false))))) < 18446744073709551616.) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))))) WHERE level = {p41:Int64} AND ifNull(value = {p42:String}, false)
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = "page_view"
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "purchase"
--   p8 = "outside"
--   p9 = 5
--   p10 = 2
--   p11 = 1
--   p12 = 84
--   p13 = 20
--   p14 = 44
--   p15 = 20
--   p16 = "outside"
--   p17 = "page_view"
--   p18 = 0
--   p19 = "outside"
--   p20 = "outside"
--   p21 = 1
--   p22 = "purchase"
--   p23 = "outside"
--   p24 = 5
--   p25 = 2
--   p26 = 19874
--   p27 = 19874
--   p28 = 1717113600000
--   p29 = 1717200000000
--   p30 = ["page_view","outside","purchase"]
--   p31 = 19874
--   p32 = 19874
--   p33 = 1717113600000
--   p34 = 1717200000000
--   p35 = "page_view"
--   p36 = "outside"
--   p37 = "outside"
--   p38 = "purchase"
--   p39 = "outside"
--   p40 = 5
--   p41 = 2
--   p42 = "outside"

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
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p7:String})), {p8:Int64}) + bitShiftLeft(toUInt64((name = {p9:String} AND path = {p10:String})), {p11:Int64}) + bitShiftLeft(toUInt64((name = {p12:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p13:String})::Nullable(String)) > {p14:Float64}, false))), {p15:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p16:Int64}) AND toDate(events.time) <= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND NOT is_bot AND name IN {p20:Array(String)} AND mask != 0 AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p21:Int64}) AND toDate(events.time) <= toDate({p22:Int64}) AND events.time >= fromUnixTimestamp64Milli({p23:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p24:Int64}, 'UTC') AND NOT is_bot AND ((name = {p25:String}) OR (name = {p26:String} AND path = {p27:String}) OR (name = {p28:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p29:String})::Nullable(String)) > {p30:Float64}, false))))) < 18446744073709551616.) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))))) WHERE level = {p31:Int64} AND ifNull(value = {p32:String}, false) AND unit > toUInt64({p33:String}) ORDER BY unit LIMIT {p34:Int64}
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
--   p21 = 19874
--   p22 = 19874
--   p23 = 1717113600000
--   p24 = 1717200000000
--   p25 = "page_view"
--   p26 = "outside"
--   p27 = "outside"
--   p28 = "purchase"
--   p29 = "outside"
--   p30 = 5
--   p31 = 2
--   p32 = "outside"
--   p33 = "4711"
--   p34 = 50
