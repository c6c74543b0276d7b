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
  WHERE events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND country = {p11:String} AND (ifNull(value >= {p12:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p13:String})::Nullable(String) = {p14:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p15:String}) AND events.time >= fromUnixTimestamp64Milli({p16:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p17:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p18:String}) AND events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC'))) >= {p20:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p21:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p22:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String))) = {p24:String}, false)))) AND ((name = {p25:String} AND path = {p26:String}) OR ((name = {p27:String} AND isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p29:String})::Nullable(String))))) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0)))
  GROUP BY GROUPING SETS ((variant), ())
  ORDER BY is_total DESC, has({p30:Array(String)}, variant) DESC, visitors DESC, variant
  LIMIT {p31:Int64}
--   p0 = 86400000
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "outside"
--   p4 = "purchase"
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 1717113600000
--   p10 = 1717200000000
--   p11 = "outside"
--   p12 = 5
--   p13 = "outside"
--   p14 = "outside"
--   p15 = "outside"
--   p16 = 1714651200000
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 1714651200000
--   p20 = 1
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "outside"
--   p24 = "outside"
--   p25 = "purchase"
--   p26 = "outside"
--   p27 = "outside"
--   p28 = "outside"
--   p29 = "outside"
--   p30 = ["outside","B"]
--   p31 = 21
