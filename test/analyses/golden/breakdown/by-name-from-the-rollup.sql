-- totals
SELECT [toNullable(toFloat64(sumIf(events, name IN {p0:Array(String)}))), toNullable(toFloat64(sumIf(events, name = {p1:String})))] AS values FROM events_15m WHERE bucket >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND bucket < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = "outside"
--   p2 = 1717113600000
--   p3 = 1717200000000

-- groups
SELECT [if(name != '', concat('=', ifNull(name, '')), '')] AS keys, [toNullable(toFloat64(sumIf(events, name IN {p0:Array(String)}))), toNullable(toFloat64(sumIf(events, name = {p1:String})))] AS values
  FROM events_15m WHERE bucket >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND bucket < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot GROUP BY keys ORDER BY sumIf(events, name IN {p4:Array(String)}) DESC NULLS LAST, keys LIMIT {p5:Int64}
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = "outside"
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = ["pageview","page_view","$pageview","page"]
--   p5 = 10

-- other
SELECT uniqExact([if(name != '', concat('=', ifNull(name, '')), '')]) AS groups, [toNullable(toFloat64(sumIf(events, name IN {p0:Array(String)}))), toNullable(toFloat64(sumIf(events, name = {p1:String})))] AS values
  FROM events_15m WHERE bucket >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND bucket < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND [if(name != '', concat('=', ifNull(name, '')), '')] NOT IN (SELECT keys FROM (SELECT [if(name != '', concat('=', ifNull(name, '')), '')] AS keys
  FROM events_15m WHERE bucket >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND bucket < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND NOT is_bot GROUP BY keys ORDER BY sumIf(events, name IN {p6:Array(String)}) DESC NULLS LAST, keys LIMIT {p7:Int64}))
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = "outside"
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 1717113600000
--   p5 = 1717200000000
--   p6 = ["pageview","page_view","$pageview","page"]
--   p7 = 10
