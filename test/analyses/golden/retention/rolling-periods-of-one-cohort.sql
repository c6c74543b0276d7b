-- cells
SELECT cohort, period, count() AS visitors FROM (
  SELECT visitor_hash, cohort, arrayJoin(arrayPushFront(arrayDistinct(arrayFilter(period -> period >= 0 AND period <= {p0:Int64}, arrayMap(returned -> if(returned < entry, -1, intDiv(returned - entry, {p1:Int64})), returns))), -1)) AS period FROM (
  SELECT visitor_hash, cohort, entry, returns FROM (
  SELECT visitor_hash, min(toUnixTimestamp64Milli(events.time)) AS entry, transform(intDiv(entry - {p2:Int64}, {p3:Int64}) * {p4:Int64} + {p5:Int64}, {p6:Array(Int64)}, {p7:Array(Int64)}, toInt64(-1)) AS cohort FROM events WHERE toDate(events.time) <= toDate({p8:Int64}) AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND (name = {p10:String} AND isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String)))
  GROUP BY visitor_hash HAVING entry >= {p12:Int64}) AS entries LEFT JOIN (
  SELECT visitor_hash, groupArray(toUnixTimestamp64Milli(events.time)) AS returns FROM events WHERE toDate(events.time) >= toDate({p13:Int64}) AND toDate(events.time) <= toDate({p14:Int64}) AND events.time >= fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p16:Int64}, 'UTC') AND NOT is_bot AND (path = {p17:String}) GROUP BY visitor_hash) AS returns USING visitor_hash)) GROUP BY cohort, period ORDER BY cohort, period
--   p0 = 7
--   p1 = 86400000
--   p2 = 1717113600000
--   p3 = 86400000
--   p4 = 86400000
--   p5 = 1717113600000
--   p6 = [1717113600000]
--   p7 = [0]
--   p8 = 19874
--   p9 = 1717200000000
--   p10 = "outside"
--   p11 = "outside"
--   p12 = 1717113600000
--   p13 = 19874
--   p14 = 19882
--   p15 = 1717113600000
--   p16 = 1717891200000
--   p17 = "outside"
