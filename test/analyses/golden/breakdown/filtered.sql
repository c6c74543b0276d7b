-- places
SELECT place, any(keys) AS keys, count() AS groups, [toNullable(toFloat64(ifNull(sumMerge(state_0), 0))), toNullable(toFloat64(countIfMerge(state_1)))] AS values
FROM (
  SELECT [if(raw_0 != '', concat('=', ifNull(raw_0, '')), '')] AS keys, state_0, state_1, arrayJoin([0, least(row_number() OVER (ORDER BY ifNull(finalizeAggregation(state_0), 0) DESC NULLS LAST, keys), {p0:Int64})]) AS place
  FROM (
    SELECT channel AS raw_0, sumState(if(isFinite(ifNull(value, nan)), value, NULL)) AS state_0, countIfState(name = {p1:String}) AS state_1
    FROM events WHERE toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND country = {p6:String} AND (ifNull(value >= {p7:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p8:String})::Nullable(String) = {p9:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p10:String}) AND toDate(events.time) >= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p14:String}) AND toDate(events.time) >= toDate({p15:Int64}) AND events.time >= fromUnixTimestamp64Milli({p16:Int64}, 'UTC'))) >= {p17:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p19:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) = {p21:String}, false))))
    GROUP BY raw_0
  )
)
GROUP BY place ORDER BY place
--   p0 = 4
--   p1 = "outside"
--   p2 = 19874
--   p3 = 19874
--   p4 = 1717113600000
--   p5 = 1717200000000
--   p6 = "outside"
--   p7 = 5
--   p8 = "outside"
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 19845
--   p12 = 1714651200000
--   p13 = "outside"
--   p14 = "outside"
--   p15 = 19845
--   p16 = 1714651200000
--   p17 = 1
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"
--   p21 = "outside"
