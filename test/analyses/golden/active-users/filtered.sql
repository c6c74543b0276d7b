-- changes
SELECT change.1 AS day, sum(change.2) AS dau, sum(change.3) AS week, sum(change.4) AS month
  FROM (
    SELECT arraySort(groupUniqArray(transform(intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64}, {p4:Array(Int64)}, {p5:Array(Int64)}, toInt64(0)))) AS active, arrayPushBack(arrayPopFront(active), {p6:Int64}) AS next,
      arrayJoin(arrayFlatten(arrayMap((this, that) -> [
        (this, 1, 1, 1),
        (least(that, this + {p7:Int64}), 0, -1, 0),
        (least(that, this + {p8:Int64}), 0, 0, -1)
      ], active, next))) AS change
    FROM events WHERE toDate(events.time) >= toDate({p9:Int64}) AND toDate(events.time) <= toDate({p10:Int64}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND country = {p13:String} AND (ifNull(value >= {p14:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p15:String})::Nullable(String) = {p16:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p17:String}) AND toDate(events.time) >= toDate({p18:Int64}) AND events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p21:String}) AND toDate(events.time) >= toDate({p22:Int64}) AND events.time >= fromUnixTimestamp64Milli({p23:Int64}, 'UTC'))) >= {p24:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p25:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p26:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))) = {p28:String}, false)))) GROUP BY visitor_hash
  )
  GROUP BY day ORDER BY day
--   p0 = 1714608000000
--   p1 = 86400000
--   p2 = 86400000
--   p3 = 1714608000000
--   p4 = [1714608000000,1714694400000,1714780800000,1714867200000,1714953600000,1715040000000,1715126400000,1715212800000,1715299200000,1715385600000,1715472000000,1715558400000,1715644800000,1715731200000,1715817600000,1715904000000,1715990400000,1716076800000,1716163200000,1716249600000,1716336000000,17164… (421 characters)
--   p5 = [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29]
--   p6 = 1000000
--   p7 = 7
--   p8 = 30
--   p9 = 19845
--   p10 = 19874
--   p11 = 1714608000000
--   p12 = 1717200000000
--   p13 = "outside"
--   p14 = 5
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"
--   p18 = 19845
--   p19 = 1714651200000
--   p20 = "outside"
--   p21 = "outside"
--   p22 = 19845
--   p23 = 1714651200000
--   p24 = 1
--   p25 = "outside"
--   p26 = "outside"
--   p27 = "outside"
--   p28 = "outside"
