-- rows
SELECT event_id, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, name, source, properties
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot ORDER BY toDate(events.time), events.time, seq LIMIT {p2:Int64}
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = 1000
