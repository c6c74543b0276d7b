-- totals
SELECT uniqExact(session_id) AS sessions, uniqExact(visitor_hash) AS visitors,
    countIf(time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AS last_minute FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND true
--   p0 = 1717243140001
--   p1 = 19875
--   p2 = 19875
--   p3 = 1717241400001
--   p4 = 1717243200001

-- pages
SELECT item, count() AS events FROM (
    SELECT argMax(path, (events.time, seq)) AS item FROM events
    WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND true AND name IN {p4:Array(String)} AND path != '' GROUP BY session_id
  ) GROUP BY item ORDER BY events DESC, item LIMIT {p5:Int64}
--   p0 = 19875
--   p1 = 19875
--   p2 = 1717241400001
--   p3 = 1717243200001
--   p4 = ["pageview","page_view","$pageview","page"]
--   p5 = 3
