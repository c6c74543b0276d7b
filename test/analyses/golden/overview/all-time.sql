-- totals
SELECT count() AS events, uniqExact(visitor_hash) AS visitors FROM events WHERE NOT is_bot

-- sessions
SELECT
    count() AS active,
    countIf(true) AS started,
    sumIf(duration_ms, true) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND true) AS bounces
  FROM sessions WHERE true AND NOT is_bot

-- names
SELECT name AS value, sum(events) AS events FROM events_15m
  WHERE NOT is_bot GROUP BY value ORDER BY events DESC, value

-- devices
SELECT value, sum(events) AS events FROM dimensions_15m
  WHERE dimension = 'device_type' AND NOT is_bot AND value != '' GROUP BY value ORDER BY events DESC, value

-- countries
SELECT value, sum(events) AS events FROM dimensions_15m
  WHERE dimension = 'country' AND NOT is_bot AND value != '' GROUP BY value ORDER BY events DESC, value

-- pages
SELECT value, sum(events) AS events FROM dimensions_15m
  WHERE dimension = 'path' AND NOT is_bot AND value != '' GROUP BY value ORDER BY events DESC, value LIMIT {p0:Int64}
--   p0 = 10
