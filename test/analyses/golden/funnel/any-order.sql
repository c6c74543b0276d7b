-- bars
SELECT [countIf(level >= {p0:Int64}), countIf(level >= {p1:Int64}), countIf(level >= {p2:Int64})] AS counts FROM (
  SELECT *, indexOf(levels, level) AS first_place FROM (
SELECT *, arrayMax(levels) AS level FROM (
SELECT *, arrayMap((n1, n2, n4) -> least({p3:Int64}, {p4:Int64} + n1) + least({p5:Int64}, {p6:Int64} + n2) + least({p7:Int64}, {p8:Int64} + n4), n1, n2, n4) AS levels FROM (
SELECT *, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, isEnd) -> isEnd, arrayCumSum(key -> toInt64(bitAnd(key, toUInt64({p9:Int64})) != 0), line), is_end), arrayPopBack(arrayPushFront(arrayCumSum(key -> toInt64(bitAnd(key, toUInt64({p10:Int64})) != 0), events), toInt64(0)))) AS n1, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, isEnd) -> isEnd, arrayCumSum(key -> toInt64(bitAnd(key, toUInt64({p11:Int64})) != 0), line), is_end), arrayPopBack(arrayPushFront(arrayCumSum(key -> toInt64(bitAnd(key, toUInt64({p12:Int64})) != 0), events), toInt64(0)))) AS n2, arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, arrayFilter((sum, isEnd) -> isEnd, arrayCumSum(key -> toInt64(bitAnd(key, toUInt64({p13:Int64})) != 0), line), is_end), arrayPopBack(arrayPushFront(arrayCumSum(key -> toInt64(bitAnd(key, toUInt64({p14:Int64})) != 0), events), toInt64(0)))) AS n4 FROM (
SELECT *, arrayMap(key -> bitAnd(key, toUInt64({p15:Int64})) = 0, line) AS is_end FROM (
SELECT *, arraySort(arrayConcat(events, arrayMap(time -> bitShiftLeft(toUInt64(time + {p16:Int64}), {p17:Int64}), times))) AS line FROM (
SELECT *, arrayMap(key -> bitShiftRight(key, {p18:Int64}), events) AS times FROM (
SELECT *, if(has_ties, tupleElement(arraySort(event -> (bitShiftRight(event.1, {p19:Int64}), event.2), arrayZip(keys, seqs)), 1), by_key) AS events FROM (
SELECT *, has(arrayPopFront(arrayDifference(arrayMap(key -> bitShiftRight(key, {p20:Int64}), by_key))), 0) AS has_ties FROM (
SELECT *, arraySort(keys) AS by_key FROM (
SELECT visitor_hash AS unit, groupArray(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(events.time) + 1), {p21:Int64}) + mask) AS keys, groupArray(seq) AS seqs
  FROM (SELECT *, bitShiftLeft(toUInt64((name = {p22:String})), {p23:Int64}) + bitShiftLeft(toUInt64((name = {p24:String} AND path = {p25:String})), {p26:Int64}) + bitShiftLeft(toUInt64((name = {p27:String} AND ifNull(toFloat64OrNull(getSubcolumn(properties, {p28:String})::Nullable(String)) > {p29:Float64}, false))), {p30:Int64}) AS mask FROM events WHERE toDate(events.time) >= toDate({p31:Int64}) AND toDate(events.time) <= toDate({p32:Int64}) AND events.time >= fromUnixTimestamp64Milli({p33:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p34:Int64}, 'UTC') AND NOT is_bot AND name IN {p35:Array(String)} AND mask != 0) AS events
  GROUP BY unit HAVING true)))))))))))
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
--   p15 = 7
--   p16 = 86400001
--   p17 = 3
--   p18 = 3
--   p19 = 3
--   p20 = 3
--   p21 = 3
--   p22 = "page_view"
--   p23 = 0
--   p24 = "outside"
--   p25 = "outside"
--   p26 = 1
--   p27 = "purchase"
--   p28 = "outside"
--   p29 = 5
--   p30 = 2
--   p31 = 19874
--   p32 = 19875
--   p33 = 1717113600000
--   p34 = 1717200000000
--   p35 = ["page_view","outside","purchase"]
