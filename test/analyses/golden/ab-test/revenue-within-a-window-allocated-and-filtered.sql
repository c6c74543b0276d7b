-- variants
SELECT variant, grouping(variant) AS is_total, countIf(NOT in_several) AS visitors,
    countIf(in_several) AS in_several_visitors, countIf(hits > 0 AND NOT in_several) AS converted,
    ifNotFinite(avgIf(total, NOT in_several), 0) AS mean, ifNotFinite(varSampStableIf(total, NOT in_several), 0) AS variance FROM (
  SELECT visitor_hash, variant, in_several, length(counted) AS hits, arraySum(hit -> hit.3, counted) AS total FROM (
  SELECT visitor_hash, variant, in_several, arrayFilter(hit -> (hit.1, hit.2) > exposure AND hit.1 <= exposure.1 + {p0:Int64}, later) AS counted FROM (
  SELECT visitor_hash, minIf((at, seq), is_assignment) AS exposure, argMinIf(assigned, (at, seq), is_assignment) AS variant,
    minIf(assigned, is_assignment) != maxIf(assigned, is_assignment) AS in_several,
    groupArrayIf((at, seq, amount), is_hit) AS later FROM (
  SELECT visitor_hash, toUnixTimestamp64Milli(events.time) AS at, seq, (name = {p1:String} AND isNotNull(getSubcolumn(properties, {p2:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String)) AS is_assignment, (name = {p4:String} AND path = {p5:String}) AS is_hit,
    ifNull(getSubcolumn(properties, {p6:String})::Nullable(String), '') AS assigned, if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p7:String})::Nullable(String)), 0)), ifNull(toFloat64OrNull(getSubcolumn(properties, {p8:String})::Nullable(String)), 0), toFloat64(0)) AS amount FROM events
  WHERE toDate(events.time) >= toDate({p9:Int64}) AND toDate(events.time) <= toDate({p10:Int64}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND country = {p13:String} AND (ifNull(value >= {p14:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p15:String})::Nullable(String) = {p16:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p17:String}) AND toDate(events.time) >= toDate({p18:Int64}) AND events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p21:String}) AND toDate(events.time) >= toDate({p22:Int64}) AND events.time >= fromUnixTimestamp64Milli({p23:Int64}, 'UTC'))) >= {p24:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p25:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p26:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))) = {p28:String}, false)))) AND ((name = {p29:String} AND path = {p30:String}) OR ((name = {p31:String} AND isNotNull(getSubcolumn(properties, {p32:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p33:String})::Nullable(String))))) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0)))
  GROUP BY GROUPING SETS ((variant), ())
  ORDER BY is_total DESC, has({p34:Array(String)}, variant) DESC, visitors DESC, variant
  LIMIT {p35:Int64}
--   p0 = 86400000
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "outside"
--   p4 = "purchase"
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 19874
--   p10 = 19874
--   p11 = 1717113600000
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
--   p29 = "purchase"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = "outside"
--   p34 = ["outside","B"]
--   p35 = 21
