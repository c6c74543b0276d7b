-- cells
SELECT cohort, period, count() * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p0:Int64}) AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot AND (name = {p2:String} AND isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND (path = {p8:String}))))) AS visitors FROM (
  SELECT visitor_hash, cohort, arrayJoin(arrayPushFront(arrayDistinct(arrayFilter(period -> period >= 0 AND period <= {p9:Int64}, arrayMap(returned -> if(returned < entry, -1, intDiv(returned - entry, {p10:Int64})), returns))), -1)) AS period FROM (
  SELECT visitor_hash, cohort, entry, returns FROM (
  SELECT visitor_hash, min(toUnixTimestamp64Milli(events.time)) AS entry, transform(intDiv(entry - {p11:Int64}, {p12:Int64}) * {p13:Int64} + {p14:Int64}, {p15:Array(Int64)}, {p16:Array(Int64)}, toInt64(-1)) AS cohort FROM events WHERE toDate(events.time) <= toDate({p17:Int64}) AND events.time < fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND NOT is_bot AND (name = {p19:String} AND isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p21:Int64}) AND events.time < fromUnixTimestamp64Milli({p22:Int64}, 'UTC') AND NOT is_bot AND (name = {p23:String} AND isNotNull(getSubcolumn(properties, {p24:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p25:Int64}) AND toDate(events.time) <= toDate({p26:Int64}) AND events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p28:Int64}, 'UTC') AND NOT is_bot AND (path = {p29:String}))))) < 18446744073709551616.
  GROUP BY visitor_hash HAVING entry >= {p30:Int64}) AS entries LEFT JOIN (
  SELECT visitor_hash, groupArray(toUnixTimestamp64Milli(events.time)) AS returns FROM events WHERE toDate(events.time) >= toDate({p31:Int64}) AND toDate(events.time) <= toDate({p32:Int64}) AND events.time >= fromUnixTimestamp64Milli({p33:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p34:Int64}, 'UTC') AND NOT is_bot AND (path = {p35:String}) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p36:Int64}) AND events.time < fromUnixTimestamp64Milli({p37:Int64}, 'UTC') AND NOT is_bot AND (name = {p38:String} AND isNotNull(getSubcolumn(properties, {p39:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p40:Int64}) AND toDate(events.time) <= toDate({p41:Int64}) AND events.time >= fromUnixTimestamp64Milli({p42:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p43:Int64}, 'UTC') AND NOT is_bot AND (path = {p44:String}))))) < 18446744073709551616. GROUP BY visitor_hash) AS returns USING visitor_hash)) GROUP BY cohort, period ORDER BY cohort, period
--   p0 = 19874
--   p1 = 1717200000000
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 19874
--   p5 = 19882
--   p6 = 1717113600000
--   p7 = 1717891200000
--   p8 = "outside"
--   p9 = 7
--   p10 = 86400000
--   p11 = 1717113600000
--   p12 = 86400000
--   p13 = 86400000
--   p14 = 1717113600000
--   p15 = [1717113600000]
--   p16 = [0]
--   p17 = 19874
--   p18 = 1717200000000
--   p19 = "outside"
--   p20 = "outside"
--   p21 = 19874
--   p22 = 1717200000000
--   p23 = "outside"
--   p24 = "outside"
--   p25 = 19874
--   p26 = 19882
--   p27 = 1717113600000
--   p28 = 1717891200000
--   p29 = "outside"
--   p30 = 1717113600000
--   p31 = 19874
--   p32 = 19882
--   p33 = 1717113600000
--   p34 = 1717891200000
--   p35 = "outside"
--   p36 = 19874
--   p37 = 1717200000000
--   p38 = "outside"
--   p39 = "outside"
--   p40 = 19874
--   p41 = 19882
--   p42 = 1717113600000
--   p43 = 1717891200000
--   p44 = "outside"

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p0:Int64}) AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot AND (name = {p2:String} AND isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND (path = {p8:String})))))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, count() AS n FROM (
  SELECT visitor_hash, min(toUnixTimestamp64Milli(events.time)) AS entry, transform(intDiv(entry - {p9:Int64}, {p10:Int64}) * {p11:Int64} + {p12:Int64}, {p13:Array(Int64)}, {p14:Array(Int64)}, toInt64(-1)) AS cohort FROM events WHERE toDate(events.time) <= toDate({p15:Int64}) AND events.time < fromUnixTimestamp64Milli({p16:Int64}, 'UTC') AND NOT is_bot AND (name = {p17:String} AND isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p19:Int64}) AND events.time < fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND NOT is_bot AND (name = {p21:String} AND isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p23:Int64}) AND toDate(events.time) <= toDate({p24:Int64}) AND events.time >= fromUnixTimestamp64Milli({p25:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p26:Int64}, 'UTC') AND NOT is_bot AND (path = {p27:String}))))) < 18446744073709551616.
  GROUP BY visitor_hash HAVING entry >= {p28:Int64}) GROUP BY visitor_hash))
--   p0 = 19874
--   p1 = 1717200000000
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 19874
--   p5 = 19882
--   p6 = 1717113600000
--   p7 = 1717891200000
--   p8 = "outside"
--   p9 = 1717113600000
--   p10 = 86400000
--   p11 = 86400000
--   p12 = 1717113600000
--   p13 = [1717113600000]
--   p14 = [0]
--   p15 = 19874
--   p16 = 1717200000000
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 19874
--   p20 = 1717200000000
--   p21 = "outside"
--   p22 = "outside"
--   p23 = 19874
--   p24 = 19882
--   p25 = 1717113600000
--   p26 = 1717891200000
--   p27 = "outside"
--   p28 = 1717113600000
