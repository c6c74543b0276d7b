-- buckets
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, [toNullable(toFloat64(count()))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND NOT is_bot GROUP BY start
--   p0 = 1717149600000
--   p1 = 60000
--   p2 = 60000
--   p3 = 1717149600000
--   p4 = 1717149600000
--   p5 = 1717151400000

-- totals
SELECT [toNullable(toFloat64(count()))] AS values FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1717149600000
--   p1 = 1717151400000
