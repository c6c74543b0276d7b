-- events
SELECT event_id, name, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, anonymous_id, visitor_id, session_id, url, path, title, referrer, referrer_domain, channel,
    device_type, os, os_version, browser, browser_version, is_bot, bot_name, country, region, city,
    value, currency, source, properties, sample_factor, seq
  FROM events WHERE NOT is_bot ORDER BY events.time DESC, seq DESC LIMIT {p0:Int64}
--   p0 = 101
