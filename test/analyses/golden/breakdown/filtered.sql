-- totals
SELECT [toNullable(toFloat64(ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0))), toNullable(toFloat64(countIf(name = {p0:String})))] AS values FROM events WHERE events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND country = {p3:String} AND (ifNull(value >= {p4:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p5:String})::Nullable(String) = {p6:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p7:String}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p10:String}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC'))) >= {p12:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p14:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) = {p16:String}, false))))
--   p0 = "outside"
--   p1 = 1717113600000
--   p2 = 1717200000000
--   p3 = "outside"
--   p4 = 5
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = 1714651200000
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1714651200000
--   p12 = 1
--   p13 = "outside"
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"

-- groups
SELECT [if(channel != '', concat('=', ifNull(channel, '')), '')] AS keys, [toNullable(toFloat64(ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0))), toNullable(toFloat64(countIf(name = {p0:String})))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND country = {p3:String} AND (ifNull(value >= {p4:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p5:String})::Nullable(String) = {p6:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p7:String}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p10:String}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC'))) >= {p12:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p14:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) = {p16:String}, false)))) GROUP BY keys ORDER BY ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0) DESC NULLS LAST, keys LIMIT {p17:Int64}
--   p0 = "outside"
--   p1 = 1717113600000
--   p2 = 1717200000000
--   p3 = "outside"
--   p4 = 5
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = 1714651200000
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1714651200000
--   p12 = 1
--   p13 = "outside"
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"
--   p17 = 3

-- other
SELECT uniqExact([if(channel != '', concat('=', ifNull(channel, '')), '')]) AS groups, [toNullable(toFloat64(ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0))), toNullable(toFloat64(countIf(name = {p0:String})))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND country = {p3:String} AND (ifNull(value >= {p4:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p5:String})::Nullable(String) = {p6:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p7:String}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p9:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p10:String}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC'))) >= {p12:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p14:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) = {p16:String}, false)))) AND [if(channel != '', concat('=', ifNull(channel, '')), '')] NOT IN (SELECT keys FROM (SELECT [if(channel != '', concat('=', ifNull(channel, '')), '')] AS keys
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND country = {p19:String} AND (ifNull(value >= {p20:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p21:String})::Nullable(String) = {p22:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p23:String}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p25:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p26:String}) AND events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC'))) >= {p28:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p29:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p30:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))) = {p32:String}, false)))) GROUP BY keys ORDER BY ifNull(sum(if(isFinite(ifNull(value, nan)), value, NULL)), 0) DESC NULLS LAST, keys LIMIT {p33:Int64}))
--   p0 = "outside"
--   p1 = 1717113600000
--   p2 = 1717200000000
--   p3 = "outside"
--   p4 = 5
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = 1714651200000
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 1714651200000
--   p12 = 1
--   p13 = "outside"
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"
--   p17 = 1717113600000
--   p18 = 1717200000000
--   p19 = "outside"
--   p20 = 5
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "outside"
--   p24 = 1714651200000
--   p25 = "outside"
--   p26 = "outside"
--   p27 = 1714651200000
--   p28 = 1
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = 3
