-- totals
SELECT sumIf(sample_factor, name IN {p0:Array(String)}) AS views, arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))) AS visitors FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND ifNull(getSubcolumn(properties, {p5:String})::Nullable(String) = {p6:String}, false) AND NOT is_bot
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = 19874
--   p2 = 19874
--   p3 = 1717113600000
--   p4 = 1717200000000
--   p5 = "site_id"
--   p6 = "outside"

-- paths
SELECT path AS item, sum(sample_factor) AS events FROM events
  WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND ifNull(getSubcolumn(properties, {p4:String})::Nullable(String) = {p5:String}, false) AND NOT is_bot AND name IN {p6:Array(String)} AND path != '' GROUP BY item ORDER BY events DESC, item LIMIT {p7:Int64}
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = "site_id"
--   p5 = "outside"
--   p6 = ["pageview","page_view","$pageview","page"]
--   p7 = 10
