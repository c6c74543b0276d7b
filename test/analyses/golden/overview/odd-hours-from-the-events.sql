-- totals
SELECT count() AS events, uniqExact(visitor_hash) AS visitors FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717157220000

-- sessions
SELECT
    count() AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1717150020000
--   p1 = 1717157220000
--   p2 = 1717150020000
--   p3 = 1717157220000
--   p4 = 1717150020000
--   p5 = 1717157220000
--   p6 = 1716545220000
--   p7 = 1717243620000
--   p8 = 1717150020000
--   p9 = 1717157220000

-- names
SELECT name AS item, count() AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717157220000

-- devices
SELECT device_type AS item, count() AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717157220000

-- countries
SELECT country AS item, count() AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY item ORDER BY events DESC, item
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717157220000

-- pages
SELECT path AS item, count() AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND item != '' AND name IN {p4:Array(String)} GROUP BY item ORDER BY events DESC, item LIMIT {p5:Int64}
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717157220000
--   p4 = ["pageview","page_view","$pageview","page"]
--   p5 = 10
