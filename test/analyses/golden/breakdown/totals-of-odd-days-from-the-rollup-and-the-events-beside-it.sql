-- totals
SELECT [toNullable(toFloat64(sum(events))), toNullable(toFloat64(sumIf(events, name IN {p0:Array(String)})))] AS values FROM (SELECT name, bucket, events FROM events_15m WHERE bucket >= toDateTime({p1:Int64}, 'UTC') AND bucket < toDateTime({p2:Int64}, 'UTC') AND NOT is_bot
    UNION ALL
    SELECT name, toDateTime(toStartOfFifteenMinutes(events.time)) AS bucket, toUInt64(1) AS events
    FROM events WHERE (toDate(events.time) >= toDate({p3:Int64}) AND toDate(events.time) <= toDate({p4:Int64}) AND events.time >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p6:Int64}, 'UTC') OR toDate(events.time) >= toDate({p7:Int64}) AND toDate(events.time) <= toDate({p8:Int64}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) AND NOT is_bot)
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = 1716977700
--   p2 = 1717243200
--   p3 = 19872
--   p4 = 19872
--   p5 = 1716977220000
--   p6 = 1716977700000
--   p7 = 19875
--   p8 = 19875
--   p9 = 1717243200000
--   p10 = 1717243620000
