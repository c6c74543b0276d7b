-- session
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel FROM sessions WHERE session_id = {p0:String} AND session_seed = (SELECT max(session_seed) FROM sessions WHERE session_id = {p1:String})
--   p0 = "outside"
--   p1 = "outside"

-- events
SELECT event_id, name, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, anonymous_id, visitor_id, session_id, url, path, title, referrer, referrer_domain, channel,
    device_type, os, os_version, browser, browser_version, is_bot, bot_name, country, region, city,
    value, currency, source, properties, sample_factor
  FROM events WHERE session_id = {p0:String} AND session_seed = (SELECT max(session_seed) FROM sessions WHERE session_id = {p1:String}) ORDER BY events.time, seq LIMIT {p2:Int64}
--   p0 = "outside"
--   p1 = "outside"
--   p2 = 100
