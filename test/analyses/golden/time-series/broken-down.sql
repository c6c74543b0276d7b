-- groups
SELECT intDiv(toUnixTimestamp64Milli(events.time) - {p0:Int64}, {p1:Int64}) * {p2:Int64} + {p3:Int64} AS start, shown, grouping(start) AS is_total, grouping(shown) AS is_of_all,
    [toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.5)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p4:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p5:String})::Nullable(String)), NULL))))] AS values
  FROM (SELECT *, if(isNotNull(getSubcolumn(properties, {p6:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p7:String})::Nullable(String), '')), '') AS key, if(key IN (SELECT if(isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p9:String})::Nullable(String), '')), '') AS key FROM events WHERE toDate(events.time) >= toDate({p10:Int64}) AND toDate(events.time) <= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND country = {p14:String} AND (ifNull(value >= {p15:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p16:String})::Nullable(String) = {p17:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p18:String}) AND toDate(events.time) >= toDate({p19:Int64}) AND events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p21:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p22:String}) AND toDate(events.time) >= toDate({p23:Int64}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC'))) >= {p25:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p26:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p27:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) = {p29:String}, false))))
    GROUP BY key ORDER BY uniqExact(session_id) DESC NULLS LAST, key LIMIT {p30:Int64}), key, {p31:String}) AS shown
    FROM events WHERE toDate(events.time) >= toDate({p32:Int64}) AND toDate(events.time) <= toDate({p33:Int64}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p35:Int64}, 'UTC') AND country = {p36:String} AND (ifNull(value >= {p37:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p38:String})::Nullable(String) = {p39:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p40:String}) AND toDate(events.time) >= toDate({p41:Int64}) AND events.time >= fromUnixTimestamp64Milli({p42:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p43:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p44:String}) AND toDate(events.time) >= toDate({p45:Int64}) AND events.time >= fromUnixTimestamp64Milli({p46:Int64}, 'UTC'))) >= {p47:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p48:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p49:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p50:String})::Nullable(String))) = {p51:String}, false))))) AS events
  GROUP BY start, shown WITH CUBE
  ORDER BY is_of_all DESC, is_total DESC, shown = {p52:String}, values[1] DESC NULLS LAST, shown, start
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
--   p10 = 19874
--   p11 = 19875
--   p12 = 1717113600000
--   p13 = 1717286400000
--   p14 = "outside"
--   p15 = 5
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 19845
--   p20 = 1714651200000
--   p21 = "outside"
--   p22 = "outside"
--   p23 = 19845
--   p24 = 1714651200000
--   p25 = 1
--   p26 = "outside"
--   p27 = "outside"
--   p28 = "outside"
--   p29 = "outside"
--   p30 = 2
--   p31 = "others"
--   p32 = 19874
--   p33 = 19875
--   p34 = 1717113600000
--   p35 = 1717286400000
--   p36 = "outside"
--   p37 = 5
--   p38 = "outside"
--   p39 = "outside"
--   p40 = "outside"
--   p41 = 19845
--   p42 = 1714651200000
--   p43 = "outside"
--   p44 = "outside"
--   p45 = 19845
--   p46 = 1714651200000
--   p47 = 1
--   p48 = "outside"
--   p49 = "outside"
--   p50 = "outside"
--   p51 = "outside"
--   p52 = "others"
