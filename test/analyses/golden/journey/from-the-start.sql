-- totals
SELECT grouping(session_id) AS is_total, countIf(in_range) AS events, uniqExactIf(session_id, in_range) AS sessions,
    minOrNullIf(toUnixTimestamp64Milli(time), in_range) AS first_at, maxOrNullIf(toUnixTimestamp64Milli(time), in_range) AS last_at,
    min((time, seq)) AS start, start.2 AS start_seq
  FROM (SELECT session_id, session_seed, time, seq, true AS in_range FROM events WHERE visitor_hash IN (sipHash64({p0:String}), sipHash64({p1:String})) AND visitor_id IN {p2:Array(String)})
  GROUP BY GROUPING SETS ((session_id, session_seed), ()) HAVING is_total OR (true)
  ORDER BY is_total DESC, start LIMIT {p3:Int64}
--   p0 = "outside"
--   p1 = "other"
--   p2 = ["outside","other"]
--   p3 = 102

-- events
SELECT event_id, name, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, anonymous_id, visitor_id, session_id, url, path, title, referrer, referrer_domain, channel,
    device_type, os, os_version, browser, browser_version, is_bot, bot_name, country, region, city,
    value, currency, source, properties, seq FROM events WHERE visitor_hash IN (sipHash64({p0:String}), sipHash64({p1:String})) AND visitor_id IN {p2:Array(String)} ORDER BY events.time, seq LIMIT {p3:Int64}
--   p0 = "outside"
--   p1 = "other"
--   p2 = ["outside","other"]
--   p3 = 101

-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel FROM sessions
  WHERE (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE visitor_hash IN (sipHash64({p0:String}), sipHash64({p1:String})) AND visitor_id IN {p2:Array(String)} ORDER BY events.time, seq LIMIT {p3:Int64}) ORDER BY sessions.started_at, session_id
--   p0 = "outside"
--   p1 = "other"
--   p2 = ["outside","other"]
--   p3 = 101
