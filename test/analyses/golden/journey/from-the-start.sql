-- totals
SELECT count() AS events, uniqExact(session_id) AS sessions,
    minOrNull(toUnixTimestamp64Milli(time)) AS first_at, maxOrNull(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE visitor_hash = sipHash64({p0:String}) AND visitor_id = {p1:String}
--   p0 = "outside"
--   p1 = "outside"

-- events
SELECT event_id, name, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, anonymous_id, visitor_id, session_id, url, path, title, referrer, referrer_domain, channel,
    device_type, os, os_version, browser, browser_version, is_bot, bot_name, country, region, city,
    value, currency, source, properties, seq,
    seq IN (SELECT argMin(seq, (events.time, seq)) FROM events WHERE visitor_hash = sipHash64({p0:String}) AND visitor_id = {p1:String} GROUP BY session_id, session_seed) AS is_session_start
  FROM events WHERE visitor_hash = sipHash64({p2:String}) AND visitor_id = {p3:String} ORDER BY events.time, seq LIMIT {p4:Int64}
--   p0 = "outside"
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 101

-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel FROM sessions
  WHERE (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE visitor_hash = sipHash64({p0:String}) AND visitor_id = {p1:String} ORDER BY events.time, seq LIMIT {p2:Int64}) ORDER BY sessions.started_at, session_id
--   p0 = "outside"
--   p1 = "outside"
--   p2 = 101
