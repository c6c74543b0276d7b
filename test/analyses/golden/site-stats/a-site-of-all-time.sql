-- totals
SELECT countIf(name IN {p0:Array(String)}) AS views, uniqExact(visitor_hash) AS visitors FROM events WHERE ifNull(getSubcolumn(properties, {p1:String})::Nullable(String) = {p2:String}, false) AND NOT is_bot
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = "site_id"
--   p2 = "outside"

-- paths
SELECT path AS item, count() AS events FROM events
  WHERE ifNull(getSubcolumn(properties, {p0:String})::Nullable(String) = {p1:String}, false) AND NOT is_bot AND name IN {p2:Array(String)} AND path != '' GROUP BY item ORDER BY events DESC, item LIMIT {p3:Int64}
--   p0 = "site_id"
--   p1 = "outside"
--   p2 = ["pageview","page_view","$pageview","page"]
--   p3 = 10
