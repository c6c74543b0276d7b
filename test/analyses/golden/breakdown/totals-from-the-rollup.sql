-- totals
SELECT [toNullable(toFloat64(sum(events)))] AS values FROM events_15m WHERE bucket >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND bucket < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1717113600000
--   p1 = 1717200000000
