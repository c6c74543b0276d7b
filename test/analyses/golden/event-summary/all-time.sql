-- totals
SELECT count() AS events, uniqExact(visitor_hash) AS visitors, uniqExact(session_id) AS sessions,
    uniqExact(name) AS names, minOrNull(toUnixTimestamp64Milli(time)) AS first_at, maxOrNull(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE NOT is_bot

-- names
SELECT name AS item, count() AS events, uniqExact(visitor_hash) AS visitors FROM events
  WHERE NOT is_bot GROUP BY item ORDER BY events DESC, item LIMIT {p0:Int64}
--   p0 = 100
