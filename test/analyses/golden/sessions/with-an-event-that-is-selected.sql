-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND sessions.started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND sessions.started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND events.time >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND country = {p6:String} AND (ifNull(value >= {p7:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p8:String})::Nullable(String) = {p9:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p10:String}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p13:String}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC'))) >= {p15:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p17:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) = {p19:String}, false))))) AND NOT is_bot ORDER BY sessions.started_at DESC, session_id DESC LIMIT {p20:Int64}
--   p0 = 1717113600000
--   p1 = 1717286400000
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 19874
--   p5 = 1717113600000
--   p6 = "outside"
--   p7 = 5
--   p8 = "outside"
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1714651200000
--   p12 = "outside"
--   p13 = "outside"
--   p14 = 1714651200000
--   p15 = 1
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = "outside"
--   p20 = 51
