-- cells
SELECT cohort, period, count() * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p0:Int64}) AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot AND (name = {p2:String} AND isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND (path = {p8:String}))))) AS visitors FROM (
  SELECT visitor_hash, cohort, arrayJoin(arrayPushFront(arrayDistinct(arrayFilter(period -> period >= 0 AND period <= {p9:Int64}, arrayMap(returned -> toInt64(returned) - cohort, returns))), -1)) AS period FROM (
  SELECT visitor_hash, cohort, entry, returns FROM (
  SELECT visitor_hash, min(toUnixTimestamp64Milli(events.time)) AS entry, transform(intDiv(entry - {p10:Int64}, {p11:Int64}) * {p12:Int64} + {p13:Int64}, {p14:Array(Int64)}, {p15:Array(Int64)}, toInt64(-1)) AS cohort FROM events WHERE toDate(events.time) <= toDate({p16:Int64}) AND events.time < fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND NOT is_bot AND (name = {p18:String} AND isNotNull(getSubcolumn(properties, {p19:String})::Nullable(String))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p20:Int64}) AND events.time < fromUnixTimestamp64Milli({p21:Int64}, 'UTC') AND NOT is_bot AND (name = {p22:String} AND isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p24:Int64}) AND toDate(events.time) <= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND NOT is_bot AND (path = {p28:String}))))) < 18446744073709551616.
  GROUP BY visitor_hash HAVING entry >= {p29:Int64}) AS entries LEFT JOIN (
  SELECT visitor_hash, groupUniqArray(transform(intDiv(toUnixTimestamp64Milli(events.time) - {p30:Int64}, {p31:Int64}) * {p32:Int64} + {p33:Int64}, {p34:Array(Int64)}, {p35:Array(Int64)}, toInt64(-1))) AS returns FROM events WHERE toDate(events.time) >= toDate({p36:Int64}) AND toDate(events.time) <= toDate({p37:Int64}) AND events.time >= fromUnixTimestamp64Milli({p38:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p39:Int64}, 'UTC') AND NOT is_bot AND (path = {p40:String}) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p41:Int64}) AND events.time < fromUnixTimestamp64Milli({p42:Int64}, 'UTC') AND NOT is_bot AND (name = {p43:String} AND isNotNull(getSubcolumn(properties, {p44:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p45:Int64}) AND toDate(events.time) <= toDate({p46:Int64}) AND events.time >= fromUnixTimestamp64Milli({p47:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p48:Int64}, 'UTC') AND NOT is_bot AND (path = {p49:String}))))) < 18446744073709551616. GROUP BY visitor_hash) AS returns USING visitor_hash)) GROUP BY cohort, period ORDER BY cohort, period
--   p0 = 19874
--   p1 = 1717200000000
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 19874
--   p5 = 19881
--   p6 = 1717113600000
--   p7 = 1717804800000
--   p8 = "outside"
--   p9 = 7
--   p10 = 1717113600000
--   p11 = 86400000
--   p12 = 86400000
--   p13 = 1717113600000
--   p14 = [1717113600000,1717200000000,1717286400000,1717372800000,1717459200000,1717545600000,1717632000000,1717718400000]
--   p15 = [0,1,2,3,4,5,6,7]
--   p16 = 19874
--   p17 = 1717200000000
--   p18 = "outside"
--   p19 = "outside"
--   p20 = 19874
--   p21 = 1717200000000
--   p22 = "outside"
--   p23 = "outside"
--   p24 = 19874
--   p25 = 19881
--   p26 = 1717113600000
--   p27 = 1717804800000
--   p28 = "outside"
--   p29 = 1717113600000
--   p30 = 1717113600000
--   p31 = 86400000
--   p32 = 86400000
--   p33 = 1717113600000
--   p34 = [1717113600000,1717200000000,1717286400000,1717372800000,1717459200000,1717545600000,1717632000000,1717718400000]
--   p35 = [0,1,2,3,4,5,6,7]
--   p36 = 19874
--   p37 = 19881
--   p38 = 1717113600000
--   p39 = 1717804800000
--   p40 = "outside"
--   p41 = 19874
--   p42 = 1717200000000
--   p43 = "outside"
--   p44 = "outside"
--   p45 = 19874
--   p46 = 19881
--   p47 = 1717113600000
--   p48 = 1717804800000
--   p49 = "outside"

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
--   p5 = 19881
--   p6 = 1717113600000
--   p7 = 1717804800000
--   p8 = "outside"
--   p9 = 1717113600000
--   p10 = 86400000
--   p11 = 86400000
--   p12 = 1717113600000
--   p13 = [1717113600000,1717200000000,1717286400000,1717372800000,1717459200000,1717545600000,1717632000000,1717718400000]
--   p14 = [0,1,2,3,4,5,6,7]
--   p15 = 19874
--   p16 = 1717200000000
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 19874
--   p20 = 1717200000000
--   p21 = "outside"
--   p22 = "outside"
--   p23 = 19874
--   p24 = 19881
--   p25 = 1717113600000
--   p26 = 1717804800000
--   p27 = "outside"
--   p28 = 1717113600000
