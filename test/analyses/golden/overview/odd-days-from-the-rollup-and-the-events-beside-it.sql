-- totals
SELECT uniqExact(visitor_hash) AS visitors FROM (SELECT day, visitor_hash, events, sample_factor FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AND NOT is_bot
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

-- sessions
SELECT
    count() AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1716977220000
--   p1 = 1717243620000
--   p2 = 1716977220000
--   p3 = 1717243620000
--   p4 = 1716977220000
--   p5 = 1717243620000
--   p6 = 1716372420000
--   p7 = 1717330020000
--   p8 = 1716977220000
--   p9 = 1717243620000

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT kind, item, sum(events) AS events FROM (
    SELECT 'name' AS kind, toString(name) AS item, sum(events) AS events FROM events_15m WHERE bucket >= toDateTime({p0:Int64}, 'UTC') AND bucket < toDateTime({p1:Int64}, 'UTC') AND NOT is_bot GROUP BY name
UNION ALL
SELECT pair.1 AS kind, item, pair.2 AS events FROM (
      SELECT toString(value) AS item, [('device_type', sumIf(events, dimension = 'device_type')), ('country', sumIf(events, dimension = 'country')), ('path', sumIf(events, dimension = 'path'))] AS pairs
      FROM dimensions_15m WHERE dimension IN ('device_type', 'country', 'path') AND bucket >= toDateTime({p2:Int64}, 'UTC') AND bucket < toDateTime({p3:Int64}, 'UTC') AND NOT is_bot GROUP BY value)
    ARRAY JOIN pairs AS pair WHERE events > 0
UNION ALL
SELECT pair.1 AS kind, pair.2 AS item, sum(toUInt64(1)) AS events
    FROM events ARRAY JOIN [('name', toString(name)), ('device_type', toString(device_type)), ('country', toString(country)),
      ('path', if(name IN {p4:Array(String)}, toString(path), ''))] AS pair
    WHERE (toDate(events.time) >= toDate({p5:Int64}) AND toDate(events.time) <= toDate({p6:Int64}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p8:Int64}, 'UTC') OR toDate(events.time) >= toDate({p9:Int64}) AND toDate(events.time) <= toDate({p10:Int64}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p12:Int64}, 'UTC')) AND NOT is_bot AND item != '' GROUP BY kind, item) GROUP BY kind, item))
  WHERE kind != 'path' OR place <= {p13:Int64} ORDER BY kind, events DESC, item
--   p0 = 1716977700
--   p1 = 1717243200
--   p2 = 1716977700
--   p3 = 1717243200
--   p4 = ["pageview","page_view","$pageview","page"]
--   p5 = 19872
--   p6 = 19872
--   p7 = 1716977220000
--   p8 = 1716977700000
--   p9 = 19875
--   p10 = 19875
--   p11 = 1717243200000
--   p12 = 1717243620000
--   p13 = 10
