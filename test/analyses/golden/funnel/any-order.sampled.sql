-- bars
SELECT [countIf(level >= {p0:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND NOT is_bot AND ((name = {p5:String}) OR (name = {p6:String} AND path = {p7:String}) OR (name = {p8:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p9:String})::Nullable(String)) > {p10:Float64}, false))))), countIf(level >= {p11:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p12:Int64}) AND toDate(events.time) <= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND NOT is_bot AND ((name = {p16:String}) OR (name = {p17:String} AND path = {p18:String}) OR (name = {p19:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p20:String})::Nullable(String)) > {p21:Float64}, false))))), countIf(level >= {p22:Int64}) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p23:Int64}) AND toDate(events.time) <= toDate({p24:Int64}) AND events.time >= fromUnixTimestamp64Milli({p25:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p26:Int64}, 'UTC') AND NOT is_bot AND ((name = {p27:String}) OR (name = {p28:String} AND path = {p29:String}) OR (name = {p30:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p31:String})::Nullable(String)) > {p32:Float64}, false)))))] AS counts FROM (
  SELECT *, indexOf(levels, level) AS first_place FROM (
SELECT *, arrayMax(levels) AS level FROM (
SELECT *, arrayMap((n1, n2, n4) -> least({p33:Int64}, {p34:Int64} + n1) + least({p35:Int64}, {p36:Int64} + n2) + least({p37:Int64}, {p38:Int64} + n4), n1, n2, n4) AS levels FROM (
SELECT *, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, mask) -> mask = 0, arrayCumSum(mask -> toInt64(bitAnd(mask, {p39:Int64}) != 0), line), line), arrayPopBack(arrayPushFront(arrayCumSum(mask -> toInt64(bitAnd(mask, {p40:Int64}) != 0), masks), toInt64(0)))) AS n1, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, mask) -> mask = 0, arrayCumSum(mask -> toInt64(bitAnd(mask, {p41:Int64}) != 0), line), line), arrayPopBack(arrayPushFront(arrayCumSum(mask -> toInt64(bitAnd(mask, {p42:Int64}) != 0), masks), toInt64(0)))) AS n2, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, mask) -> mask = 0, arrayCumSum(mask -> toInt64(bitAnd(mask, {p43:Int64}) != 0), line), line), arrayPopBack(arrayPushFront(arrayCumSum(mask -> toInt64(bitAnd(mask, {p44:Int64}) != 0), masks), toInt64(0)))) AS n4 FROM (
SELECT *, arrayMap(key -> toUInt8(key), arraySort(arrayConcat(events, arrayMap(time -> bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(time + {p45:Int64}), {p46:Int64}) + bitShiftRight(toUInt64(0), {p47:Int64})), 64), toUInt128(bitShiftLeft(toUInt64(0), {p48:Int64}) + 0)), times)))) AS line FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p49:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p50:Int64}) + bitShiftRight(seq, {p51:Int64})), 64), toUInt128(bitShiftLeft(seq, {p52:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p53:String})), {p54:Int64}) + bitShiftLeft(toUInt64((name = {p55:String} AND path = {p56:String})), {p57:Int64}) + bitShiftLeft(toUInt64((name = {p58:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p59:String})::Nullable(String)) > {p60:Float64}, false))), {p61:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p62:Int64}) AND toDate(events.time) <= toDate({p63:Int64}) AND events.time >= fromUnixTimestamp64Milli({p64:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p65:Int64}, 'UTC') AND NOT is_bot AND name IN {p66:Array(String)} AND mask != 0 AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p67:Int64}) AND toDate(events.time) <= toDate({p68:Int64}) AND events.time >= fromUnixTimestamp64Milli({p69:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p70:Int64}, 'UTC') AND NOT is_bot AND ((name = {p71:String}) OR (name = {p72:String} AND path = {p73:String}) OR (name = {p74:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p75:String})::Nullable(String)) > {p76:Float64}, false))))) < 18446744073709551616.) AS events
  GROUP BY unit HAVING true))))))))
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
--   p33 = 1
--   p34 = 0
--   p35 = 1
--   p36 = 0
--   p37 = 1
--   p38 = 0
--   p39 = 1
--   p40 = 1
--   p41 = 2
--   p42 = 2
--   p43 = 4
--   p44 = 4
--   p45 = 86400001
--   p46 = 20
--   p47 = 44
--   p48 = 20
--   p49 = 84
--   p50 = 20
--   p51 = 44
--   p52 = 20
--   p53 = "page_view"
--   p54 = 0
--   p55 = "outside"
--   p56 = "outside"
--   p57 = 1
--   p58 = "purchase"
--   p59 = "outside"
--   p60 = 5
--   p61 = 2
--   p62 = 19874
--   p63 = 19874
--   p64 = 1717113600000
--   p65 = 1717200000000
--   p66 = ["page_view","outside","purchase"]
--   p67 = 19874
--   p68 = 19874
--   p69 = 1717113600000
--   p70 = 1717200000000
--   p71 = "page_view"
--   p72 = "outside"
--   p73 = "outside"
--   p74 = "purchase"
--   p75 = "outside"
--   p76 = 5

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND ((name = {p4:String}) OR (name = {p5:String} AND path = {p6:String}) OR (name = {p7:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p8:String})::Nullable(String)) > {p9:Float64}, false)))))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, 1 AS n FROM events
  WHERE toDate(events.time) >= toDate({p10:Int64}) AND toDate(events.time) <= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND NOT is_bot AND ((name = {p14:String}) OR (name = {p15:String} AND path = {p16:String}) OR (name = {p17:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p18:String})::Nullable(String)) > {p19:Float64}, false))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p20:Int64}) AND toDate(events.time) <= toDate({p21:Int64}) AND events.time >= fromUnixTimestamp64Milli({p22:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p23:Int64}, 'UTC') AND NOT is_bot AND ((name = {p24:String}) OR (name = {p25:String} AND path = {p26:String}) OR (name = {p27:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p28:String})::Nullable(String)) > {p29:Float64}, false))))) < 18446744073709551616. GROUP BY visitor_hash))
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
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "purchase"
--   p18 = "outside"
--   p19 = 5
--   p20 = 19874
--   p21 = 19874
--   p22 = 1717113600000
--   p23 = 1717200000000
--   p24 = "page_view"
--   p25 = "outside"
--   p26 = "outside"
--   p27 = "purchase"
--   p28 = "outside"
--   p29 = 5
