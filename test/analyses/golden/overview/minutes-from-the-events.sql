-- totals
SELECT uniqExact(visitor_hash) AS visitors FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717151340000

-- sessions
SELECT
    count() AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1717150020000
--   p1 = 1717151340000
--   p2 = 1717150020000
--   p3 = 1717151340000
--   p4 = 1717150020000
--   p5 = 1717151340000
--   p6 = 1716545220000
--   p7 = 1717237740000
--   p8 = 1717150020000
--   p9 = 1717151340000

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'device_type' AS kind, toString(device_type) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'country' AS kind, toString(country) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p8:Int64}) AND toDate(events.time) <= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'path' AS kind, toString(path) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p12:Int64}) AND toDate(events.time) <= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND NOT is_bot AND item != '' AND name IN {p16:Array(String)} GROUP BY kind, item))
  WHERE kind != 'path' OR place <= {p17:Int64} ORDER BY kind, events DESC, item
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717151340000
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717150020000
--   p7 = 1717151340000
--   p8 = 19874
--   p9 = 19874
--   p10 = 1717150020000
--   p11 = 1717151340000
--   p12 = 19874
--   p13 = 19874
--   p14 = 1717150020000
--   p15 = 1717151340000
--   p16 = ["pageview","page_view","$pageview","page"]
--   p17 = 10
