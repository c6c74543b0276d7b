-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel
  FROM sessions WHERE (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot) ORDER BY sessions.started_at DESC, session_id DESC LIMIT {p4:Int64}
--   p0 = 19875
--   p1 = 19875
--   p2 = 1717241400001
--   p3 = 1717243200001
--   p4 = 51
