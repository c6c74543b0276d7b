-- totals
SELECT [toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))))), toNullable(toFloat64(sum(events)))] AS values FROM (SELECT day, visitor_hash, events, sample_factor FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AND NOT is_bot
    UNION ALL
    SELECT toDate(events.time) AS day, visitor_hash, toUInt64(events.sample_factor) AS events, sample_factor
    FROM events WHERE (toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') OR toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) AND NOT is_bot)
--   p0 = 1717027200000
--   p1 = 1717200000000
--   p2 = 19872
--   p3 = 19872
--   p4 = 1716977220000
--   p5 = 1717027200000
--   p6 = 19875
--   p7 = 19875
--   p8 = 1717200000000
--   p9 = 1717243620000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(min(sample_factor)) AS total, total AS factor, max(sample_factor) AS most
  FROM (SELECT day, visitor_hash, events, sample_factor FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AND NOT is_bot
    UNION ALL
    SELECT toDate(events.time) AS day, visitor_hash, toUInt64(events.sample_factor) AS events, sample_factor
    FROM events WHERE (toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') OR toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) AND NOT is_bot) GROUP BY visitor_hash)
--   p0 = 1717027200000
--   p1 = 1717200000000
--   p2 = 19872
--   p3 = 19872
--   p4 = 1716977220000
--   p5 = 1717027200000
--   p6 = 19875
--   p7 = 19875
--   p8 = 1717200000000
--   p9 = 1717243620000
