-- buckets
SELECT roundDown(toUnixTimestamp64Milli(events.time), {p0:Array(Int64)}) AS start, [toNullable(toFloat64(uniqExact(visitor_hash)))] AS values
  FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND NOT is_bot GROUP BY start
--   p0 = [1711753200000,1711839600000,1711922400000]
--   p1 = 19811
--   p2 = 19814
--   p3 = 1711753200000
--   p4 = 1712008800000

-- totals
SELECT [toNullable(toFloat64(uniqExact(visitor_hash)))] AS values FROM (SELECT day, visitor_hash, events, sample_factor FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AND NOT is_bot
    UNION ALL
    SELECT toDate(events.time) AS day, visitor_hash, toUInt64(1) AS events, sample_factor
    FROM events WHERE (toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') OR toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) AND NOT is_bot)
--   p0 = 1711756800000
--   p1 = 1711929600000
--   p2 = 19811
--   p3 = 19811
--   p4 = 1711753200000
--   p5 = 1711756800000
--   p6 = 19814
--   p7 = 19814
--   p8 = 1711929600000
--   p9 = 1712008800000

-- previous_buckets
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, [toNullable(toFloat64(uniqExact(visitor_hash)))] AS values
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
SELECT [toNullable(toFloat64(uniqExact(visitor_hash)))] AS values FROM (SELECT day, visitor_hash, events, sample_factor FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AND NOT is_bot
    UNION ALL
    SELECT toDate(events.time) AS day, visitor_hash, toUInt64(1) AS events, sample_factor
    FROM events WHERE (toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') OR toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) AND NOT is_bot)
--   p0 = 1711497600000
--   p1 = 1711670400000
--   p2 = 19808
--   p3 = 19808
--   p4 = 1711494000000
--   p5 = 1711497600000
--   p6 = 19811
--   p7 = 19811
--   p8 = 1711670400000
--   p9 = 1711753200000
