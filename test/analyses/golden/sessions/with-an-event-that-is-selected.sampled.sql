-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND sessions.started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND sessions.started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND events.time >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND country = {p6:String} AND (ifNull(value >= {p7:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p8:String})::Nullable(String) = {p9:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p10:String}) AND toDate(events.time) >= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p14:String}) AND toDate(events.time) >= toDate({p15:Int64}) AND events.time >= fromUnixTimestamp64Milli({p16:Int64}, 'UTC'))) >= {p17:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p19:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) = {p21:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p22:String}) AND toDate(events.time) >= toDate({p23:Int64}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p25:String})::Nullable(String))))) < 18446744073709551616.) AND NOT is_bot ORDER BY sessions.started_at DESC, session_id DESC LIMIT {p26:Int64}
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
--   p11 = 19845
--   p12 = 1714651200000
--   p13 = "outside"
--   p14 = "outside"
--   p15 = 19845
--   p16 = 1714651200000
--   p17 = 1
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = 19845
--   p24 = 1714651200000
--   p25 = "outside"
--   p26 = 51
