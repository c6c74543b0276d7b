-- events
SELECT event_id, name, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, anonymous_id, visitor_id, session_id, url, path, title, referrer, referrer_domain, channel,
    device_type, os, os_version, browser, browser_version, is_bot, bot_name, country, region, city,
    value, currency, source, properties, sample_factor, seq
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND events.time <= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND (events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') OR seq < {p6:Int64}) ORDER BY events.time DESC, seq DESC LIMIT {p7:Int64}
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 1717113600005
--   p5 = 1717113600005
--   p6 = 17
--   p7 = 6
