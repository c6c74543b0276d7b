-- buckets
SELECT intDiv(toInt64(toUnixTimestamp(toDateTime(day, 'UTC'))) * 1000 - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, [toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))))] AS values
  FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p4:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) GROUP BY start
--   p0 = 1717113600000
--   p1 = 86400000
--   p2 = 86400000
--   p3 = 1717113600000
--   p4 = 1717113600000
--   p5 = 1717286400000

-- totals
SELECT [toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))))] AS values FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC'))
--   p0 = 1717113600000
--   p1 = 1717286400000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(min(sample_factor)) AS total, total AS factor, max(sample_factor) AS most
  FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) GROUP BY visitor_hash)
--   p0 = 1717113600000
--   p1 = 1717286400000
