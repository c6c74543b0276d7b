-- totals
SELECT [toNullable(toFloat64(ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0))), toNullable(toFloat64(countIf(name = {p0:String})))] AS values FROM events WHERE events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND country = {p3:String} AND (ifNull(value >= {p4:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p5:String})::Nullable(String) = {p6:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p7:String}) AND time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC')) >= {p9:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p11:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) = {p13:String}, false))))
--   p0 = "outside"
--   p1 = 1717113600000
--   p2 = 1717200000000
--   p3 = "outside"
--   p4 = 5
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = 1714651200000
--   p9 = 1
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = "outside"

-- groups
SELECT [if(channel != '', concat('=', ifNull(channel, '')), '')] AS keys, [toNullable(toFloat64(ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0))), toNullable(toFloat64(countIf(name = {p0:String})))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND country = {p3:String} AND (ifNull(value >= {p4:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p5:String})::Nullable(String) = {p6:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p7:String}) AND time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC')) >= {p9:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p11:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) = {p13:String}, false)))) GROUP BY keys ORDER BY ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0) DESC NULLS LAST, keys LIMIT {p14:Int64}
--   p0 = "outside"
--   p1 = 1717113600000
--   p2 = 1717200000000
--   p3 = "outside"
--   p4 = 5
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = 1714651200000
--   p9 = 1
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = "outside"
--   p14 = 3

-- other
SELECT uniqExact([if(channel != '', concat('=', ifNull(channel, '')), '')]) AS groups, [toNullable(toFloat64(ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0))), toNullable(toFloat64(countIf(name = {p0:String})))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND country = {p3:String} AND (ifNull(value >= {p4:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p5:String})::Nullable(String) = {p6:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p7:String}) AND time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC')) >= {p9:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p11:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))) = {p13:String}, false)))) AND [if(channel != '', concat('=', ifNull(channel, '')), '')] NOT IN (SELECT keys FROM (SELECT [if(channel != '', concat('=', ifNull(channel, '')), '')] AS keys
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND country = {p16:String} AND (ifNull(value >= {p17:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p18:String})::Nullable(String) = {p19:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p20:String}) AND time >= fromUnixTimestamp64Milli({p21:Int64}, 'UTC')) >= {p22:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p24:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p25:String})::Nullable(String))) = {p26:String}, false)))) GROUP BY keys ORDER BY ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0) DESC NULLS LAST, keys LIMIT {p27:Int64}))
--   p0 = "outside"
--   p1 = 1717113600000
--   p2 = 1717200000000
--   p3 = "outside"
--   p4 = 5
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = 1714651200000
--   p9 = 1
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = "outside"
--   p14 = 1717113600000
--   p15 = 1717200000000
--   p16 = "outside"
--   p17 = 5
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"
--   p21 = 1714651200000
--   p22 = 1
--   p23 = "outside"
--   p24 = "outside"
--   p25 = "outside"
--   p26 = "outside"
--   p27 = 3
