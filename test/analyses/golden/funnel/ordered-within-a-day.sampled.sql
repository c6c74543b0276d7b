-- bars
SELECT [countIf(level >= {p0:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND NOT is_bot AND ((name = {p5:String}) OR (name = {p6:String} AND path = {p7:String}) OR (name = {p8:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p9:String})::Nullable(String)) > {p10:Float64}, false))))), countIf(level >= {p11:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p12:Int64}) AND toDate(events.time) <= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND NOT is_bot AND ((name = {p16:String}) OR (name = {p17:String} AND path = {p18:String}) OR (name = {p19:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p20:String})::Nullable(String)) > {p21:Float64}, false))))), countIf(level >= {p22:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p23:Int64}) AND toDate(events.time) <= toDate({p24:Int64}) AND events.time >= fromUnixTimestamp64Milli({p25:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p26:Int64}, 'UTC') AND NOT is_bot AND ((name = {p27:String}) OR (name = {p28:String} AND path = {p29:String}) OR (name = {p30:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p31:String})::Nullable(String)) > {p32:Float64}, false)))))] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(t2, level >= {p33:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(t3, level >= {p34:Int64})] AS times FROM (
  SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p35:Int64}) * (time - start <= {p36:Int64}), times, masks, arrayFill(known -> known > 0, s2)) AS s3 FROM (
SELECT *, arrayMap((time, mask, start) -> start * bitTest(mask, {p37:Int64}) * (time - start <= {p38:Int64}), times, masks, arrayFill(known -> known > 0, s1)) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1 FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p39:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p40:Int64}) + bitShiftRight(seq, {p41:Int64})), 64), toUInt128(bitShiftLeft(seq, {p42:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p43:String})), {p44:Int64}) + bitShiftLeft(toUInt64((name = {p45:String} AND path = {p46:String})), {p47:Int64}) + bitShiftLeft(toUInt64((name = {p48:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p49:String})::Nullable(String)) > {p50:Float64}, false))), {p51:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p52:Int64}) AND toDate(events.time) <= toDate({p53:Int64}) AND events.time >= fromUnixTimestamp64Milli({p54:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p55:Int64}, 'UTC') AND NOT is_bot AND name IN {p56:Array(String)} AND mask != 0 AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p57:Int64}) AND toDate(events.time) <= toDate({p58:Int64}) AND events.time >= fromUnixTimestamp64Milli({p59:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p60:Int64}, 'UTC') AND NOT is_bot AND ((name = {p61:String}) OR (name = {p62:String} AND path = {p63:String}) OR (name = {p64:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p65:String})::Nullable(String)) > {p66:Float64}, false))))) < 18446744073709551616.) AS events
  GROUP BY unit HAVING bitTest(groupBitOr(mask), 0))))))))))))
--   p0 = 1
--   p1 = 19874
--   p2 = 19874
--   p3 = 1717113600000
--   p4 = 1717200000000
--   p5 = "page_view"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "purchase"
--   p9 = "outside"
--   p10 = 5
--   p11 = 2
--   p12 = 19874
--   p13 = 19874
--   p14 = 1717113600000
--   p15 = 1717200000000
--   p16 = "page_view"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = "purchase"
--   p20 = "outside"
--   p21 = 5
--   p22 = 3
--   p23 = 19874
--   p24 = 19874
--   p25 = 1717113600000
--   p26 = 1717200000000
--   p27 = "page_view"
--   p28 = "outside"
--   p29 = "outside"
--   p30 = "purchase"
--   p31 = "outside"
--   p32 = 5
--   p33 = 2
--   p34 = 3
--   p35 = 2
--   p36 = 86400000
--   p37 = 1
--   p38 = 86400000
--   p39 = 84
--   p40 = 20
--   p41 = 44
--   p42 = 20
--   p43 = "page_view"
--   p44 = 0
--   p45 = "outside"
--   p46 = "outside"
--   p47 = 1
--   p48 = "purchase"
--   p49 = "outside"
--   p50 = 5
--   p51 = 2
--   p52 = 19874
--   p53 = 19874
--   p54 = 1717113600000
--   p55 = 1717200000000
--   p56 = ["page_view","outside","purchase"]
--   p57 = 19874
--   p58 = 19874
--   p59 = 1717113600000
--   p60 = 1717200000000
--   p61 = "page_view"
--   p62 = "outside"
--   p63 = "outside"
--   p64 = "purchase"
--   p65 = "outside"
--   p66 = 5

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND ((name = {p4:String}) OR (name = {p5:String} AND path = {p6:String}) OR (name = {p7:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p8:String})::Nullable(String)) > {p9:Float64}, false)))))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, 1 AS n FROM events
  WHERE toDate(events.time) >= toDate({p10:Int64}) AND toDate(events.time) <= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND NOT is_bot AND ((name = {p14:String})) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p15:Int64}) AND toDate(events.time) <= toDate({p16:Int64}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND NOT is_bot AND ((name = {p19:String}) OR (name = {p20:String} AND path = {p21:String}) OR (name = {p22:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p23:String})::Nullable(String)) > {p24:Float64}, false))))) < 18446744073709551616. GROUP BY visitor_hash))
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
--   p10 = 19874
--   p11 = 19874
--   p12 = 1717113600000
--   p13 = 1717200000000
--   p14 = "page_view"
--   p15 = 19874
--   p16 = 19874
--   p17 = 1717113600000
--   p18 = 1717200000000
--   p19 = "page_view"
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "purchase"
--   p23 = "outside"
--   p24 = 5
