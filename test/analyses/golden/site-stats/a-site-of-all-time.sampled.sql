-- totals
SELECT sumIf(sample_factor, name IN {p0:Array(String)}) AS views, arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))) AS visitors FROM events WHERE ifNull(getSubcolumn(properties, {p1:String})::Nullable(String) = {p2:String}, false) AND NOT is_bot
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = "site_id"
--   p2 = "outside"

-- paths
SELECT path AS item, sum(sample_factor) AS events FROM events
  WHERE ifNull(getSubcolumn(properties, {p0:String})::Nullable(String) = {p1:String}, false) AND NOT is_bot AND name IN {p2:Array(String)} AND path != '' GROUP BY item ORDER BY events DESC, item LIMIT {p3:Int64}
--   p0 = "site_id"
--   p1 = "outside"
--   p2 = ["pageview","page_view","$pageview","page"]
--   p3 = 10
