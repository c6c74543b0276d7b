-- totals
SELECT countIf(name IN {p0:Array(String)}) AS views, uniqExact(visitor_hash) AS visitors FROM events WHERE events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND ifNull(getSubcolumn(properties, {p3:String})::Nullable(String) = {p4:String}, false) AND NOT is_bot
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = 1717113600000
--   p2 = 1717200000000
--   p3 = "site_id"
--   p4 = "outside"

-- paths
SELECT path AS item, count() AS events FROM events
  WHERE events.time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND ifNull(getSubcolumn(properties, {p2:String})::Nullable(String) = {p3:String}, false) AND NOT is_bot AND name IN {p4:Array(String)} AND path != '' GROUP BY item ORDER BY events DESC, item LIMIT {p5:Int64}
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = "site_id"
--   p3 = "outside"
--   p4 = ["pageview","page_view","$pageview","page"]
--   p5 = 10
