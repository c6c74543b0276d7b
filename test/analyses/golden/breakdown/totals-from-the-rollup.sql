-- totals
SELECT [toNullable(toFloat64(sum(events)))] AS values FROM events_15m WHERE bucket >= toDateTime({p0:Int64}, 'UTC') AND bucket < toDateTime({p1:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1717113600
--   p1 = 1717200000
