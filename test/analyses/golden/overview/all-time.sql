-- totals
SELECT uniqExact(visitor_hash) AS visitors FROM visitors_1d WHERE NOT is_bot

-- sessions
SELECT
    count() AS active,
    countIf(true) AS started,
    sumIf(duration_ms, true) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND true) AS bounces
  FROM sessions WHERE true AND true AND NOT is_bot

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, sum(events) AS events FROM events_15m WHERE NOT is_bot GROUP BY name
UNION ALL
SELECT pair.1 AS kind, item, pair.2 AS events FROM (
      SELECT toString(value) AS item, [('device_type', sumIf(events, dimension = 'device_type')), ('country', sumIf(events, dimension = 'country')), ('path', sumIf(events, dimension = 'path'))] AS pairs
      FROM dimensions_15m WHERE dimension IN ('device_type', 'country', 'path') AND NOT is_bot GROUP BY value)
    ARRAY JOIN pairs AS pair WHERE events > 0))
  WHERE kind != 'path' OR place <= {p0:Int64} ORDER BY kind, events DESC, item
--   p0 = 10
