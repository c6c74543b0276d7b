-- buckets
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, [toNullable(toFloat64(sum(sample_factor)))] AS values
  FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot GROUP BY start
--   p0 = 1717149600000
--   p1 = 60000
--   p2 = 60000
--   p3 = 1717149600000
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717149600000
--   p7 = 1717151400000

-- totals
SELECT [toNullable(toFloat64(sum(sample_factor)))] AS values FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717149600000
--   p3 = 1717151400000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(sum(sample_factor)) AS total, max(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash)
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717149600000
--   p3 = 1717151400000
