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
SELECT 'device_type' AS kind, toString(value) AS item, sum(events) AS events
    FROM dimensions_15m WHERE dimension = 'device_type' AND NOT is_bot GROUP BY value
UNION ALL
SELECT 'country' AS kind, toString(value) AS item, sum(events) AS events
    FROM dimensions_15m WHERE dimension = 'country' AND NOT is_bot GROUP BY value
UNION ALL
SELECT 'path' AS kind, toString(value) AS item, sum(events) AS events
    FROM dimensions_15m WHERE dimension = 'path' AND NOT is_bot GROUP BY value))
  WHERE kind != 'path' OR place <= {p0:Int64} ORDER BY kind, events DESC, item
--   p0 = 10
