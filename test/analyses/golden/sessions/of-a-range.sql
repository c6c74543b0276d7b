-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND sessions.started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND sessions.started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot ORDER BY sessions.started_at DESC, session_id DESC LIMIT {p4:Int64}
--   p0 = 1717113600000
--   p1 = 1717286400000
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 51
