-- buckets
SELECT roundDown(toUnixTimestamp64Milli(events.time), {p0:Array(Int64)}) AS start, [toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))))] AS values
  FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND NOT is_bot GROUP BY start
--   p0 = [1711753200000,1711839600000,1711922400000]
--   p1 = 19811
--   p2 = 19814
--   p3 = 1711753200000
--   p4 = 1712008800000

-- totals
SELECT [toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))))] AS values FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot
--   p0 = 19811
--   p1 = 19814
--   p2 = 1711753200000
--   p3 = 1712008800000

-- previous_buckets
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, [toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))))] AS values
  FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot GROUP BY start
--   p0 = 1711494000000
--   p1 = 86400000
--   p2 = 86400000
--   p3 = 1711494000000
--   p4 = 19808
--   p5 = 19811
--   p6 = 1711494000000
--   p7 = 1711753200000

-- previous_totals
SELECT [toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))))] AS values FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot
--   p0 = 19808
--   p1 = 19811
--   p2 = 1711494000000
--   p3 = 1711753200000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))) AS total, min(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash)
--   p0 = 19811
--   p1 = 19814
--   p2 = 1711753200000
--   p3 = 1712008800000
