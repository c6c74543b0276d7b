-- totals
SELECT grouping(session_id) AS is_total, countIf(in_range) AS events, uniqExactIf(session_id, in_range) AS sessions,
    minOrNullIf(toUnixTimestamp64Milli(time), in_range) AS first_at, maxOrNullIf(toUnixTimestamp64Milli(time), in_range) AS last_at,
    min((time, seq)) AS start, start.2 AS start_seq
  FROM (SELECT session_id, session_seed, time, seq, events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AS in_range FROM events WHERE visitor_hash IN (sipHash64({p2:String}), sipHash64({p3:String})) AND visitor_id IN {p4:Array(String)})
  GROUP BY GROUPING SETS ((session_id, session_seed), ()) HAVING is_total OR (start.1 >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND start > (fromUnixTimestamp64Milli({p6:Int64}, 'UTC'), toUInt64({p7:Int64})))
  ORDER BY is_total DESC, start LIMIT {p8:Int64}
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = "outside"
--   p3 = "other"
--   p4 = ["outside","other"]
--   p5 = 1717113600000
--   p6 = 1717113600001
--   p7 = 4711
--   p8 = 12

-- events
SELECT event_id, name, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, anonymous_id, visitor_id, session_id, url, path, title, referrer, referrer_domain, channel,
    device_type, os, os_version, browser, browser_version, is_bot, bot_name, country, region, city,
    value, currency, source, properties, sample_factor, seq FROM events WHERE visitor_hash IN (sipHash64({p0:String}), sipHash64({p1:String})) AND visitor_id IN {p2:Array(String)} AND toDate(events.time) >= toDate({p3:Int64}) AND toDate(events.time) <= toDate({p4:Int64}) AND events.time >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND (events.time > fromUnixTimestamp64Milli({p8:Int64}, 'UTC') OR seq > {p9:Int64}) ORDER BY events.time, seq LIMIT {p10:Int64}
--   p0 = "outside"
--   p1 = "other"
--   p2 = ["outside","other"]
--   p3 = 19874
--   p4 = 19874
--   p5 = 1717113600000
--   p6 = 1717200000000
--   p7 = 1717113600001
--   p8 = 1717113600001
--   p9 = 4711
--   p10 = 11

-- sessions
SELECT session_id, visitor_id, user_id,
    toUnixTimestamp64Milli(sessions.started_at) AS started_at, toUnixTimestamp64Milli(sessions.ended_at) AS ended_at, duration_ms,
    events, page_views, is_bot, landing_path, exit_path, referrer, country, device_type, channel FROM sessions
  WHERE (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE visitor_hash IN (sipHash64({p0:String}), sipHash64({p1:String})) AND visitor_id IN {p2:Array(String)} AND toDate(events.time) >= toDate({p3:Int64}) AND toDate(events.time) <= toDate({p4:Int64}) AND events.time >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND (events.time > fromUnixTimestamp64Milli({p8:Int64}, 'UTC') OR seq > {p9:Int64}) ORDER BY events.time, seq LIMIT {p10:Int64}) ORDER BY sessions.started_at, session_id
--   p0 = "outside"
--   p1 = "other"
--   p2 = ["outside","other"]
--   p3 = 19874
--   p4 = 19874
--   p5 = 1717113600000
--   p6 = 1717200000000
--   p7 = 1717113600001
--   p8 = 1717113600001
--   p9 = 4711
--   p10 = 11
