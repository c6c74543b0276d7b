-- buckets
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p4:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p5:String})::Nullable(String)), NULL))))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p12:String}) AND time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC')) >= {p14:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p16:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p17:String})::Nullable(String))) = {p18:String}, false)))) GROUP BY start
--   p0 = 1717113600000
--   p1 = 86400000
--   p2 = 86400000
--   p3 = 1717113600000
--   p4 = "outside"
--   p5 = "outside"
--   p6 = 1717113600000
--   p7 = 1717286400000
--   p8 = "outside"
--   p9 = 5
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 1714651200000
--   p14 = 1
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"

-- totals
SELECT [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p0:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p1:String})::Nullable(String)), NULL))))] AS values FROM events WHERE events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p8:String}) AND time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) >= {p10:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p12:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) = {p14:String}, false))))
--   p0 = "outside"
--   p1 = "outside"
--   p2 = 1717113600000
--   p3 = 1717286400000
--   p4 = "outside"
--   p5 = 5
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 1714651200000
--   p10 = 1
--   p11 = "outside"
--   p12 = "outside"
--   p13 = "outside"
--   p14 = "outside"

-- groups
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, if(is_top, key, '') AS shown, is_top, [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p4:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p5:String})::Nullable(String)), NULL))))] AS values
  FROM (SELECT *, if(isNotNull(getSubcolumn(properties, {p6:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p7:String})::Nullable(String), '')), '') AS key, key IN (SELECT if(isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p9:String})::Nullable(String), '')), '') AS key FROM events WHERE events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND country = {p12:String} AND (ifNull(value >= {p13:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p14:String})::Nullable(String) = {p15:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p16:String}) AND time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC')) >= {p18:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p19:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p20:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p21:String})::Nullable(String))) = {p22:String}, false))))
    GROUP BY key ORDER BY uniqExact(session_id) DESC NULLS LAST, key LIMIT {p23:Int64}) AS is_top FROM events WHERE events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p25:Int64}, 'UTC') AND country = {p26:String} AND (ifNull(value >= {p27:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p28:String})::Nullable(String) = {p29:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p30:String}) AND time >= fromUnixTimestamp64Milli({p31:Int64}, 'UTC')) >= {p32:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p33:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p34:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p35:String})::Nullable(String))) = {p36:String}, false))))) AS events
  GROUP BY start, shown, is_top ORDER BY is_top DESC, values[1] DESC NULLS LAST, shown, start
--   p0 = 1717113600000
--   p1 = 86400000
--   p2 = 86400000
--   p3 = 1717113600000
--   p4 = "outside"
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = "outside"
--   p10 = 1717113600000
--   p11 = 1717286400000
--   p12 = "outside"
--   p13 = 5
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"
--   p17 = 1714651200000
--   p18 = 1
--   p19 = "outside"
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = 2
--   p24 = 1717113600000
--   p25 = 1717286400000
--   p26 = "outside"
--   p27 = 5
--   p28 = "outside"
--   p29 = "outside"
--   p30 = "outside"
--   p31 = 1714651200000
--   p32 = 1
--   p33 = "outside"
--   p34 = "outside"
--   p35 = "outside"
--   p36 = "outside"

-- group_totals
SELECT 0 AS start, if(is_top, key, '') AS shown, is_top, [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p0:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p1:String})::Nullable(String)), NULL))))] AS values
  FROM (SELECT *, if(isNotNull(getSubcolumn(properties, {p2:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p3:String})::Nullable(String), '')), '') AS key, key IN (SELECT if(isNotNull(getSubcolumn(properties, {p4:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p5:String})::Nullable(String), '')), '') AS key FROM events WHERE events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p12:String}) AND time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC')) >= {p14:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p16:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p17:String})::Nullable(String))) = {p18:String}, false))))
    GROUP BY key ORDER BY uniqExact(session_id) DESC NULLS LAST, key LIMIT {p19:Int64}) AS is_top FROM events WHERE events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p21:Int64}, 'UTC') AND country = {p22:String} AND (ifNull(value >= {p23:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p24:String})::Nullable(String) = {p25:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p26:String}) AND time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC')) >= {p28:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p29:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p30:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))) = {p32:String}, false))))) AS events
  GROUP BY start, shown, is_top ORDER BY is_top DESC, values[1] DESC NULLS LAST, shown, start
--   p0 = "outside"
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "outside"
--   p4 = "outside"
--   p5 = "outside"
--   p6 = 1717113600000
--   p7 = 1717286400000
--   p8 = "outside"
--   p9 = 5
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 1714651200000
--   p14 = 1
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 2
--   p20 = 1717113600000
--   p21 = 1717286400000
--   p22 = "outside"
--   p23 = 5
--   p24 = "outside"
--   p25 = "outside"
--   p26 = "outside"
--   p27 = 1714651200000
--   p28 = 1
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
