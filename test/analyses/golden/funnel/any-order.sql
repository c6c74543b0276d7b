-- bars
SELECT [countIf(level >= {p0:Int64}), countIf(level >= {p1:Int64}), countIf(level >= {p2:Int64})] AS counts FROM (
  SELECT *, indexOf(levels, level) AS first_place FROM (
SELECT *, arrayMax(levels) AS level FROM (
SELECT *, arrayMap((n1, n2, n4) -> least({p3:Int64}, {p4:Int64} + n1) + least({p5:Int64}, {p6:Int64} + n2) + least({p7:Int64}, {p8:Int64} + n4), n1, n2, n4) AS levels FROM (
SELECT *, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, mask) -> mask = 0, arrayCumSum(mask -> toInt64(bitAnd(mask, {p9:Int64}) != 0), line), line), arrayPopBack(arrayPushFront(arrayCumSum(mask -> toInt64(bitAnd(mask, {p10:Int64}) != 0), masks), toInt64(0)))) AS n1, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, mask) -> mask = 0, arrayCumSum(mask -> toInt64(bitAnd(mask, {p11:Int64}) != 0), line), line), arrayPopBack(arrayPushFront(arrayCumSum(mask -> toInt64(bitAnd(mask, {p12:Int64}) != 0), masks), toInt64(0)))) AS n2, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, mask) -> mask = 0, arrayCumSum(mask -> toInt64(bitAnd(mask, {p13:Int64}) != 0), line), line), arrayPopBack(arrayPushFront(arrayCumSum(mask -> toInt64(bitAnd(mask, {p14:Int64}) != 0), masks), toInt64(0)))) AS n4 FROM (
SELECT *, arrayMap(key -> toUInt8(key), arraySort(arrayConcat(events, arrayMap(time -> bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(time + {p15:Int64}), {p16:Int64}) + bitShiftRight(toUInt64(0), {p17:Int64})), 64), toUInt128(bitShiftLeft(toUInt64(0), {p18:Int64}) + 0)), times)))) AS line FROM (
SELECT *, arrayMap(key -> toUInt64(bitShiftRight(key, {p19:Int64})), events) AS times, arrayMap(key -> toUInt8(key), events) AS masks FROM (
SELECT *, arraySort(keys) AS events FROM (
SELECT visitor_hash AS unit, groupArray(bitOr(bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p20:Int64}) + bitShiftRight(seq, {p21:Int64})), 64), toUInt128(bitShiftLeft(seq, {p22:Int64}) + mask))) AS keys
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p23:String})), {p24:Int64}) + bitShiftLeft(toUInt64((name = {p25:String} AND path = {p26:String})), {p27:Int64}) + bitShiftLeft(toUInt64((name = {p28:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p29:String})::Nullable(String)) > {p30:Float64}, false))), {p31:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p32:Int64}) AND toDate(events.time) <= toDate({p33:Int64}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p35:Int64}, 'UTC') AND NOT is_bot AND name IN {p36:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING true))))))))
--   p0 = 1
--   p1 = 2
--   p2 = 3
--   p3 = 1
--   p4 = 0
--   p5 = 1
--   p6 = 0
--   p7 = 1
--   p8 = 0
--   p9 = 1
--   p10 = 1
--   p11 = 2
--   p12 = 2
--   p13 = 4
--   p14 = 4
--   p15 = 86400001
--   p16 = 20
--   p17 = 44
--   p18 = 20
--   p19 = 84
--   p20 = 20
--   p21 = 44
--   p22 = 20
--   p23 = "page_view"
--   p24 = 0
--   p25 = "outside"
--   p26 = "outside"
--   p27 = 1
--   p28 = "purchase"
--   p29 = "outside"
--   p30 = 5
--   p31 = 2
--   p32 = 19874
--   p33 = 19874
--   p34 = 1717113600000
--   p35 = 1717200000000
--   p36 = ["page_view","outside","purchase"]
