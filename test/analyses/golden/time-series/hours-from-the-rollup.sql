-- buckets
SELECT intDiv(toInt64(toUnixTimestamp(bucket)) * 1000 - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, grouping(start) AS is_total, [toNullable(toFloat64(sum(events))), toNullable(toFloat64(sumIf(events, name = {p4:String})))] AS values
  FROM events_15m WHERE bucket >= toDateTime({p5:Int64}, 'UTC') AND bucket < toDateTime({p6:Int64}, 'UTC') AND NOT is_bot GROUP BY start WITH ROLLUP
--   p0 = 1717113600000
--   p1 = 3600000
--   p2 = 3600000
--   p3 = 1717113600000
--   p4 = "outside"
--   p5 = 1717113600
--   p6 = 1717200000
