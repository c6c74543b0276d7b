-- cells
SELECT cohort, period, count() AS visitors FROM (
  SELECT visitor_hash, cohort, arrayJoin(arrayPushFront(arrayDistinct(arrayFilter(period -> period >= 0 AND period <= {p0:Int64}, arrayMap(returned -> toInt64(returned) - cohort, returns))), -1)) AS period FROM (
  SELECT visitor_hash, cohort, entry, returns FROM (
  SELECT visitor_hash, min(toUnixTimestamp64Milli(events.time)) AS entry, transform(intDiv(entry - {p1:Int64}, {p2:Int64}) * {p3:Int64} + {p4:Int64}, {p5:Array(Int64)}, {p6:Array(Int64)}, toInt64(-1)) AS cohort FROM events WHERE toDate(events.time) <= toDate({p7:Int64}) AND events.time < fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND NOT is_bot AND (name = {p9:String} AND isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String)))
  GROUP BY visitor_hash HAVING entry >= {p11:Int64}) AS entries LEFT JOIN (
  SELECT visitor_hash, groupUniqArray(transform(intDiv(toUnixTimestamp64Milli(events.time) - {p12:Int64}, {p13:Int64}) * {p14:Int64} + {p15:Int64}, {p16:Array(Int64)}, {p17:Array(Int64)}, toInt64(-1))) AS returns FROM events WHERE toDate(events.time) >= toDate({p18:Int64}) AND toDate(events.time) <= toDate({p19:Int64}) AND events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p21:Int64}, 'UTC') AND NOT is_bot AND (path = {p22:String}) GROUP BY visitor_hash) AS returns USING visitor_hash)) GROUP BY cohort, period ORDER BY cohort, period
--   p0 = 7
--   p1 = 1717113600000
--   p2 = 86400000
--   p3 = 86400000
--   p4 = 1717113600000
--   p5 = [1717113600000,1717200000000,1717286400000,1717372800000,1717459200000,1717545600000,1717632000000,1717718400000]
--   p6 = [0,1,2,3,4,5,6,7]
--   p7 = 19874
--   p8 = 1717200000000
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1717113600000
--   p12 = 1717113600000
--   p13 = 86400000
--   p14 = 86400000
--   p15 = 1717113600000
--   p16 = [1717113600000,1717200000000,1717286400000,1717372800000,1717459200000,1717545600000,1717632000000,1717718400000]
--   p17 = [0,1,2,3,4,5,6,7]
--   p18 = 19874
--   p19 = 19881
--   p20 = 1717113600000
--   p21 = 1717804800000
--   p22 = "outside"
