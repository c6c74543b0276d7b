-- totals
SELECT sum(events) AS events, uniqExact(visitor_hash) AS visitors FROM visitors_1d WHERE NOT is_bot

-- sessions
SELECT
    count() AS active,
    countIf(true) AS started,
    sumIf(duration_ms, true) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND true) AS bounces
  FROM sessions WHERE true AND true AND NOT is_bot

-- names
SELECT name AS item, sum(events) AS events FROM events_15m
  WHERE NOT is_bot GROUP BY item ORDER BY events DESC, item

-- devices
SELECT value AS item, sum(events) AS events FROM dimensions_15m
  WHERE dimension = 'device_type' AND NOT is_bot AND value != '' GROUP BY item ORDER BY events DESC, item

-- countries
SELECT value AS item, sum(events) AS events FROM dimensions_15m
  WHERE dimension = 'country' AND NOT is_bot AND value != '' GROUP BY item ORDER BY events DESC, item

-- pages
SELECT value AS item, sum(events) AS events FROM dimensions_15m
  WHERE dimension = 'path' AND NOT is_bot AND value != '' GROUP BY item ORDER BY events DESC, item LIMIT {p0:Int64}
--   p0 = 10
