-- total
SELECT count() AS seen, toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND ((name = {p4:String}) OR (name = {p5:String} AND path = {p6:String}) OR (name = {p7:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p8:String})::Nullable(String)) > {p9:Float64}, false)))))) AS factor_max, seen * factor_max AS total,
    total AS estimate, total * (factor_max - 1) AS variance FROM (
  SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p10:Int64}) * (time - start <= {p11:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p12:Int64}) * (time - start <= {p13:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p14:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p15:Int64}) + bitShiftRight(seq, {p16:Int64})), 64), toUInt128(bitShiftLeft(seq, {p17:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p18:String})), {p19:Int64}) + bitShiftLeft(toUInt64((name = {p20:String} AND path = {p21:String})), {p22:Int64}) + bitShiftLeft(toUInt64((name = {p23:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p24:String})::Nullable(String)) > {p25:Float64}, false))), {p26:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p27:Int64}) AND toDate(events.time) <= toDate({p28:Int64}) AND events.time >= fromUnixTimestamp64Milli({p29:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p30:Int64}, 'UTC') AND NOT is_bot AND name IN {p31:Array(String)} AND mask != 0 AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p32:Int64}) AND toDate(events.time) <= toDate({p33:Int64}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p35:Int64}, 'UTC') AND NOT is_bot AND ((name = {p36:String}) OR (name = {p37:String} AND path = {p38:String}) OR (name = {p39:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p40:String})::Nullable(String)) > {p41:Float64}, false))))) < 18446744073709551616.) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))) WHERE level >= {p42:Int64}
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
--   p11 = 86400000
--   p12 = 1
--   p13 = 86400000
--   p14 = 84
--   p15 = 20
--   p16 = 44
--   p17 = 20
--   p18 = "page_view"
--   p19 = 0
--   p20 = "outside"
--   p21 = "outside"
--   p22 = 1
--   p23 = "purchase"
--   p24 = "outside"
--   p25 = 5
--   p26 = 2
--   p27 = 19874
--   p28 = 19874
--   p29 = 1717113600000
--   p30 = 1717200000000
--   p31 = ["page_view","outside","purchase"]
--   p32 = 19874
--   p33 = 19874
--   p34 = 1717113600000
--   p35 = 1717200000000
--   p36 = "page_view"
--   p37 = "outside"
--   p38 = "outside"
--   p39 = "purchase"
--   p40 = "outside"
--   p41 = 5
--   p42 = 2

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
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p8:String})), {p9:Int64}) + bitShiftLeft(toUInt64((name = {p10:String} AND path = {p11:String})), {p12:Int64}) + bitShiftLeft(toUInt64((name = {p13:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p14:String})::Nullable(String)) > {p15:Float64}, false))), {p16:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p17:Int64}) AND toDate(events.time) <= toDate({p18:Int64}) AND events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND NOT is_bot AND name IN {p21:Array(String)} AND mask != 0 AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p22:Int64}) AND toDate(events.time) <= toDate({p23:Int64}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p25:Int64}, 'UTC') AND NOT is_bot AND ((name = {p26:String}) OR (name = {p27:String} AND path = {p28:String}) OR (name = {p29:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p30:String})::Nullable(String)) > {p31:Float64}, false))))) < 18446744073709551616.) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0)))))))))))) WHERE level >= {p32:Int64} ORDER BY unit LIMIT {p33:Int64}
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
--   p22 = 19874
--   p23 = 19874
--   p24 = 1717113600000
--   p25 = 1717200000000
--   p26 = "page_view"
--   p27 = "outside"
--   p28 = "outside"
--   p29 = "purchase"
--   p30 = "outside"
--   p31 = 5
--   p32 = 2
--   p33 = 50
