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

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(sum(sample_factor)) AS total, max(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash)
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
