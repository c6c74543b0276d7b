-- totals
SELECT [toNullable(toFloat64(uniqExact(visitor_hash))), toNullable(toFloat64(sum(events)))] AS values FROM (SELECT day, visitor_hash, events, sample_factor FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AND NOT is_bot
    UNION ALL
    SELECT toDate(events.time) AS day, visitor_hash, toUInt64(1) AS events, sample_factor
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
