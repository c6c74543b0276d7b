-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel
  FROM sessions WHERE (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot) ORDER BY sessions.started_at DESC, session_id DESC LIMIT {p2:Int64}
--   p0 = 1717241400001
--   p1 = 1717243200001
--   p2 = 51
