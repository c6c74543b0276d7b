-- bars
SELECT [countIf(level >= {p0:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND NOT is_bot AND ((name = {p5:String}) OR (name = {p6:String} AND path = {p7:String}) OR (name = {p8:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p9:String})::Nullable(String)) > {p10:Float64}, false)) OR (name = {p11:String})))), countIf(level >= {p12:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p13:Int64}) AND toDate(events.time) <= toDate({p14:Int64}) AND events.time >= fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p16:Int64}, 'UTC') AND NOT is_bot AND ((name = {p17:String}) OR (name = {p18:String} AND path = {p19:String}) OR (name = {p20:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p21:String})::Nullable(String)) > {p22:Float64}, false)) OR (name = {p23:String})))), countIf(level >= {p24:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p25:Int64}) AND toDate(events.time) <= toDate({p26:Int64}) AND events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p28:Int64}, 'UTC') AND NOT is_bot AND ((name = {p29:String}) OR (name = {p30:String} AND path = {p31:String}) OR (name = {p32:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p33:String})::Nullable(String)) > {p34:Float64}, false)) OR (name = {p35:String}))))] AS counts, [quantilesExactInclusiveIf(0.5, 0.9)(t2, level >= {p36:Int64}), quantilesExactInclusiveIf(0.5, 0.9)(t3, level >= {p37:Int64})] AS times FROM (
  SELECT *, c1 AS first_place, times[c2] - times[c1] AS t2, times[c3] - times[c2] AS t3 FROM (
SELECT *, if(c2 = 0, arrayFirstIndex(start -> start > 0, s1), arrayLastIndex(start -> start > 0, arraySlice(s1, 1, c2 - 1))) AS c1 FROM (
SELECT *, if(c3 = 0, arrayFirstIndex(start -> start > 0, s2), arrayLastIndex(start -> start > 0, arraySlice(s2, 1, c3 - 1))) AS c2 FROM (
SELECT *, arrayFirstIndex(start -> start > 0, s3) AS c3 FROM (
SELECT *, 1 + (arrayMax(s2) > 0) + (arrayMax(s3) > 0) AS level FROM (
SELECT *, arrayMap((time, mask, start, previous) -> start * bitTest(mask, {p38:Int64}) * (time - previous <= {p39:Int64}), times, masks, arrayFill(known -> known > 0, s2), arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s2, times))) AS s3 FROM (
SELECT *, arrayMap((time, mask, start, previous, place, excluded) -> start * bitTest(mask, {p40:Int64}) * (time - previous <= {p41:Int64}) * (place >= excluded), times, masks, arrayFill(known -> known > 0, s1), arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s1, times)), arrayFill(known -> known > 0, arrayMap((start, value) -> value * (start > 0), s1, places)), arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, arrayMap((mask, place) -> if(bitTest(mask, {p42:Int64}), place, 0), masks, places)), 0))) AS s2 FROM (
SELECT *, arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1, arrayEnumerate(events) AS places FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p43:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p44:Int64}) + bitShiftRight(seq, {p45:Int64})), 64), toUInt128(bitShiftLeft(seq, {p46:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p47:String})), {p48:Int64}) + bitShiftLeft(toUInt64((name = {p49:String} AND path = {p50:String})), {p51:Int64}) + bitShiftLeft(toUInt64((name = {p52:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p53:String})::Nullable(String)) > {p54:Float64}, false))), {p55:Int64}) + bitShiftLeft(toUInt64((name = {p56:String})), {p57:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p58:Int64}) AND toDate(events.time) <= toDate({p59:Int64}) AND events.time >= fromUnixTimestamp64Milli({p60:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p61:Int64}, 'UTC') AND NOT is_bot AND name IN {p62:Array(String)} AND mask != 0 AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p63:Int64}) AND toDate(events.time) <= toDate({p64:Int64}) AND events.time >= fromUnixTimestamp64Milli({p65:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p66:Int64}, 'UTC') AND NOT is_bot AND ((name = {p67:String}) OR (name = {p68:String} AND path = {p69:String}) OR (name = {p70:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p71:String})::Nullable(String)) > {p72:Float64}, false)) OR (name = {p73:String})))) < 18446744073709551616.) AS events
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
--   p11 = "outside"
--   p12 = 2
--   p13 = 19874
--   p14 = 19874
--   p15 = 1717113600000
--   p16 = 1717200000000
--   p17 = "page_view"
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "purchase"
--   p21 = "outside"
--   p22 = 5
--   p23 = "outside"
--   p24 = 3
--   p25 = 19874
--   p26 = 19874
--   p27 = 1717113600000
--   p28 = 1717200000000
--   p29 = "page_view"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "purchase"
--   p33 = "outside"
--   p34 = 5
--   p35 = "outside"
--   p36 = 2
--   p37 = 3
--   p38 = 2
--   p39 = 3600000
--   p40 = 1
--   p41 = 3600000
--   p42 = 3
--   p43 = 84
--   p44 = 20
--   p45 = 44
--   p46 = 20
--   p47 = "page_view"
--   p48 = 0
--   p49 = "outside"
--   p50 = "outside"
--   p51 = 1
--   p52 = "purchase"
--   p53 = "outside"
--   p54 = 5
--   p55 = 2
--   p56 = "outside"
--   p57 = 3
--   p58 = 19874
--   p59 = 19874
--   p60 = 1717113600000
--   p61 = 1717200000000
--   p62 = ["page_view","outside","purchase"]
--   p63 = 19874
--   p64 = 19874
--   p65 = 1717113600000
--   p66 = 1717200000000
--   p67 = "page_view"
--   p68 = "outside"
--   p69 = "outside"
--   p70 = "purchase"
--   p71 = "outside"
--   p72 = 5
--   p73 = "outside"

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND ((name = {p4:String}) OR (name = {p5:String} AND path = {p6:String}) OR (name = {p7:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p8:String})::Nullable(String)) > {p9:Float64}, false)) OR (name = {p10:String}))))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, 1 AS n FROM events
  WHERE toDate(events.time) >= toDate({p11:Int64}) AND toDate(events.time) <= toDate({p12:Int64}) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND NOT is_bot AND ((name = {p15:String})) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p16:Int64}) AND toDate(events.time) <= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND NOT is_bot AND ((name = {p20:String}) OR (name = {p21:String} AND path = {p22:String}) OR (name = {p23:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p24:String})::Nullable(String)) > {p25:Float64}, false)) OR (name = {p26:String})))) < 18446744073709551616. GROUP BY visitor_hash))
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
--   p10 = "outside"
--   p11 = 19874
--   p12 = 19874
--   p13 = 1717113600000
--   p14 = 1717200000000
--   p15 = "page_view"
--   p16 = 19874
--   p17 = 19874
--   p18 = 1717113600000
--   p19 = 1717200000000
--   p20 = "page_view"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "purchase"
--   p24 = "outside"
--   p25 = 5
--   p26 = "outside"
