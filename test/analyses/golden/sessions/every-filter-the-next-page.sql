-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND sessions.started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND sessions.started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND visitor_id = {p4:String} AND user_id = {p5:String} AND country = {p6:String} AND device_type = {p7:String} AND channel = {p8:String} AND landing_path = {p9:String} AND exit_path = {p10:String} AND (page_views = 1 AND sessions.events = 1) AND session_seed < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND sessions.started_at < fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND (sessions.started_at, session_id) < (fromUnixTimestamp64Milli({p13:Int64}, 'UTC'), {p14:String}) ORDER BY sessions.started_at DESC, session_id DESC LIMIT {p15:Int64}
--   p0 = 1717150020000
--   p1 = 1717243620000
--   p2 = 1717150020000
--   p3 = 1717157220000
--   p4 = "outside"
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1717200000001
--   p12 = 1717113600001
--   p13 = 1717113600000
--   p14 = "outside"
--   p15 = 11
