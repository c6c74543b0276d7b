-- totals
SELECT uniqExact(visitor_hash) AS visitors FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC'))
--   p0 = 1717113600000
--   p1 = 1717200000000

-- sessions
SELECT
    count() AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND true
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 1717113600000
--   p5 = 1717200000000
--   p6 = 1716508800000
--   p7 = 1717286400000
--   p8 = 1717113600000
--   p9 = 1717200000000

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, sum(events) AS events FROM events_15m WHERE bucket >= toDateTime({p0:Int64}, 'UTC') AND bucket < toDateTime({p1:Int64}, 'UTC') GROUP BY name
UNION ALL
SELECT pair.1 AS kind, item, pair.2 AS events FROM (
      SELECT toString(value) AS item, [('device_type', sumIf(events, dimension = 'device_type')), ('country', sumIf(events, dimension = 'country')), ('path', sumIf(events, dimension = 'path'))] AS pairs
      FROM dimensions_15m WHERE dimension IN ('device_type', 'country', 'path') AND bucket >= toDateTime({p2:Int64}, 'UTC') AND bucket < toDateTime({p3:Int64}, 'UTC') GROUP BY value)
    ARRAY JOIN pairs AS pair WHERE events > 0))
  WHERE kind != 'path' OR place <= {p4:Int64} ORDER BY kind, events DESC, item
--   p0 = 1717113600
--   p1 = 1717200000
--   p2 = 1717113600
--   p3 = 1717200000
--   p4 = 10
