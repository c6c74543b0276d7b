-- buckets
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p4:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p5:String})::Nullable(String)), NULL))))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p15:String}) AND events.time >= fromUnixTimestamp64Milli({p16:Int64}, 'UTC'))) >= {p17:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p19:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) = {p21:String}, false)))) GROUP BY start
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
--   p14 = "outside"
--   p15 = "outside"
--   p16 = 1714651200000
--   p17 = 1
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"
--   p21 = "outside"

-- totals
SELECT [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p0:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p1:String})::Nullable(String)), NULL))))] AS values FROM events WHERE events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false))))
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
--   p10 = "outside"
--   p11 = "outside"
--   p12 = 1714651200000
--   p13 = 1
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"

-- groups
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, if(is_top, key, '') AS shown, is_top, [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p4:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p5:String})::Nullable(String)), NULL))))] AS values
  FROM (SELECT *, if(isNotNull(getSubcolumn(properties, {p6:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p7:String})::Nullable(String), '')), '') AS key, key IN (SELECT if(isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p9:String})::Nullable(String), '')), '') AS key FROM events WHERE events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND country = {p12:String} AND (ifNull(value >= {p13:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p14:String})::Nullable(String) = {p15:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p16:String}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p19:String}) AND events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC'))) >= {p21:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p23:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p24:String})::Nullable(String))) = {p25:String}, false))))
    GROUP BY key ORDER BY uniqExact(session_id) DESC NULLS LAST, key LIMIT {p26:Int64}) AS is_top FROM events WHERE events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p28:Int64}, 'UTC') AND country = {p29:String} AND (ifNull(value >= {p30:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p31:String})::Nullable(String) = {p32:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p33:String}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p35:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p36:String}) AND events.time >= fromUnixTimestamp64Milli({p37:Int64}, 'UTC'))) >= {p38:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p39:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p40:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p41:String})::Nullable(String))) = {p42:String}, false))))) AS events
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
--   p18 = "outside"
--   p19 = "outside"
--   p20 = 1714651200000
--   p21 = 1
--   p22 = "outside"
--   p23 = "outside"
--   p24 = "outside"
--   p25 = "outside"
--   p26 = 2
--   p27 = 1717113600000
--   p28 = 1717286400000
--   p29 = "outside"
--   p30 = 5
--   p31 = "outside"
--   p32 = "outside"
--   p33 = "outside"
--   p34 = 1714651200000
--   p35 = "outside"
--   p36 = "outside"
--   p37 = 1714651200000
--   p38 = 1
--   p39 = "outside"
--   p40 = "outside"
--   p41 = "outside"
--   p42 = "outside"

-- group_totals
SELECT 0 AS start, if(is_top, key, '') AS shown, is_top, [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p0:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p1:String})::Nullable(String)), NULL))))] AS values
  FROM (SELECT *, if(isNotNull(getSubcolumn(properties, {p2:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p3:String})::Nullable(String), '')), '') AS key, key IN (SELECT if(isNotNull(getSubcolumn(properties, {p4:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p5:String})::Nullable(String), '')), '') AS key FROM events WHERE events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p15:String}) AND events.time >= fromUnixTimestamp64Milli({p16:Int64}, 'UTC'))) >= {p17:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p19:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) = {p21:String}, false))))
    GROUP BY key ORDER BY uniqExact(session_id) DESC NULLS LAST, key LIMIT {p22:Int64}) AS is_top FROM events WHERE events.time >= fromUnixTimestamp64Milli({p23:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p24:Int64}, 'UTC') AND country = {p25:String} AND (ifNull(value >= {p26:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p27:String})::Nullable(String) = {p28:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p29:String}) AND events.time >= fromUnixTimestamp64Milli({p30:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p32:String}) AND events.time >= fromUnixTimestamp64Milli({p33:Int64}, 'UTC'))) >= {p34:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p35:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p36:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p37:String})::Nullable(String))) = {p38:String}, false))))) AS events
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
--   p14 = "outside"
--   p15 = "outside"
--   p16 = 1714651200000
--   p17 = 1
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"
--   p21 = "outside"
--   p22 = 2
--   p23 = 1717113600000
--   p24 = 1717286400000
--   p25 = "outside"
--   p26 = 5
--   p27 = "outside"
--   p28 = "outside"
--   p29 = "outside"
--   p30 = 1714651200000
--   p31 = "outside"
--   p32 = "outside"
--   p33 = 1714651200000
--   p34 = 1
--   p35 = "outside"
--   p36 = "outside"
--   p37 = "outside"
--   p38 = "outside"
