-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND sessions.started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND sessions.started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND country = {p5:String} AND (ifNull(value >= {p6:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p7:String})::Nullable(String) = {p8:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p9:String}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p12:String}) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC'))) >= {p14:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p16:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p17:String})::Nullable(String))) = {p18:String}, false))))) AND NOT is_bot ORDER BY sessions.started_at DESC, session_id DESC LIMIT {p19:Int64}
--   p0 = 1717113600000
--   p1 = 1717286400000
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 1717113600000
--   p5 = "outside"
--   p6 = 5
--   p7 = "outside"
--   p8 = "outside"
--   p9 = "outside"
--   p10 = 1714651200000
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 1714651200000
--   p14 = 1
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 51
