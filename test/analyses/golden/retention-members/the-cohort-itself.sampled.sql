-- total
SELECT count() AS seen, toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p0:Int64}) AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot AND (name = {p2:String} AND isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND (path = {p8:String})))))) AS factor_max, seen * factor_max AS total,
    total AS estimate, total * (factor_max - 1) AS variance FROM (
  SELECT visitor_hash, cohort, arrayJoin(arrayPushFront(arrayDistinct(arrayFilter(period -> period >= 0 AND period <= {p9:Int64}, arrayMap(returned -> toInt64(returned) - cohort, returns))), -1)) AS period FROM (
  SELECT visitor_hash, cohort, entry, returns FROM (
  SELECT visitor_hash, min(toUnixTimestamp64Milli(events.time)) AS entry, transform(intDiv(entry - {p10:Int64}, {p11:Int64}) * {p12:Int64} + {p13:Int64}, {p14:Array(Int64)}, {p15:Array(Int64)}, toInt64(-1)) AS cohort FROM events WHERE toDate(events.time) <= toDate({p16:Int64}) AND events.time < fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND NOT is_bot AND (name = {p18:String} AND isNotNull(getSubcolumn(properties, {p19:String})::Nullable(String))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p20:Int64}) AND events.time < fromUnixTimestamp64Milli({p21:Int64}, 'UTC') AND NOT is_bot AND (name = {p22:String} AND isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p24:Int64}) AND toDate(events.time) <= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND NOT is_bot AND (path = {p28:String}))))) < 18446744073709551616.
  GROUP BY visitor_hash HAVING entry >= {p29:Int64}) AS entries LEFT JOIN (
  SELECT visitor_hash, groupUniqArray(transform(intDiv(toUnixTimestamp64Milli(events.time) - {p30:Int64}, {p31:Int64}) * {p32:Int64} + {p33:Int64}, {p34:Array(Int64)}, {p35:Array(Int64)}, toInt64(-1))) AS returns FROM events WHERE toDate(events.time) >= toDate({p36:Int64}) AND toDate(events.time) <= toDate({p37:Int64}) AND events.time >= fromUnixTimestamp64Milli({p38:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p39:Int64}, 'UTC') AND NOT is_bot AND (path = {p40:String}) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p41:Int64}) AND events.time < fromUnixTimestamp64Milli({p42:Int64}, 'UTC') AND NOT is_bot AND (name = {p43:String} AND isNotNull(getSubcolumn(properties, {p44:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p45:Int64}) AND toDate(events.time) <= toDate({p46:Int64}) AND events.time >= fromUnixTimestamp64Milli({p47:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p48:Int64}, 'UTC') AND NOT is_bot AND (path = {p49:String}))))) < 18446744073709551616. GROUP BY visitor_hash) AS returns USING visitor_hash)) WHERE cohort = {p50:Int64} AND period = {p51:Int64}
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
--   p50 = 0
--   p51 = -1

-- members
SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user FROM events
  WHERE visitor_hash IN (SELECT visitor_hash FROM (
  SELECT visitor_hash, cohort, arrayJoin(arrayPushFront(arrayDistinct(arrayFilter(period -> period >= 0 AND period <= {p0:Int64}, arrayMap(returned -> toInt64(returned) - cohort, returns))), -1)) AS period FROM (
  SELECT visitor_hash, cohort, entry, returns FROM (
  SELECT visitor_hash, min(toUnixTimestamp64Milli(events.time)) AS entry, transform(intDiv(entry - {p1:Int64}, {p2:Int64}) * {p3:Int64} + {p4:Int64}, {p5:Array(Int64)}, {p6:Array(Int64)}, toInt64(-1)) AS cohort FROM events WHERE toDate(events.time) <= toDate({p7:Int64}) AND events.time < fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND NOT is_bot AND (name = {p9:String} AND isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p11:Int64}) AND events.time < fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND NOT is_bot AND (name = {p13:String} AND isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p15:Int64}) AND toDate(events.time) <= toDate({p16:Int64}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND NOT is_bot AND (path = {p19:String}))))) < 18446744073709551616.
  GROUP BY visitor_hash HAVING entry >= {p20:Int64}) AS entries LEFT JOIN (
  SELECT visitor_hash, groupUniqArray(transform(intDiv(toUnixTimestamp64Milli(events.time) - {p21:Int64}, {p22:Int64}) * {p23:Int64} + {p24:Int64}, {p25:Array(Int64)}, {p26:Array(Int64)}, toInt64(-1))) AS returns FROM events WHERE toDate(events.time) >= toDate({p27:Int64}) AND toDate(events.time) <= toDate({p28:Int64}) AND events.time >= fromUnixTimestamp64Milli({p29:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p30:Int64}, 'UTC') AND NOT is_bot AND (path = {p31:String}) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE ((toDate(events.time) <= toDate({p32:Int64}) AND events.time < fromUnixTimestamp64Milli({p33:Int64}, 'UTC') AND NOT is_bot AND (name = {p34:String} AND isNotNull(getSubcolumn(properties, {p35:String})::Nullable(String)))) OR (toDate(events.time) >= toDate({p36:Int64}) AND toDate(events.time) <= toDate({p37:Int64}) AND events.time >= fromUnixTimestamp64Milli({p38:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p39:Int64}, 'UTC') AND NOT is_bot AND (path = {p40:String}))))) < 18446744073709551616. GROUP BY visitor_hash) AS returns USING visitor_hash)) WHERE cohort = {p41:Int64} AND period = {p42:Int64} ORDER BY visitor_hash LIMIT {p43:Int64})
  GROUP BY visitor_hash ORDER BY visitor_hash
--   p0 = 7
--   p1 = 1717113600000
--   p2 = 86400000
--   p3 = 86400000
--   p4 = 1717113600000
--   p5 = [1717113600000,1717200000000,1717286400000,1717372800000,1717459200000,1717545600000,1717632000000,1717718400000]
--   p6 = [0,1,2,3,4,5,6,7]
--   p7 = 19874
--   p8 = 1717200000000
--   p9 = "outside"
--   p10 = "outside"
--   p11 = 19874
--   p12 = 1717200000000
--   p13 = "outside"
--   p14 = "outside"
--   p15 = 19874
--   p16 = 19881
--   p17 = 1717113600000
--   p18 = 1717804800000
--   p19 = "outside"
--   p20 = 1717113600000
--   p21 = 1717113600000
--   p22 = 86400000
--   p23 = 86400000
--   p24 = 1717113600000
--   p25 = [1717113600000,1717200000000,1717286400000,1717372800000,1717459200000,1717545600000,1717632000000,1717718400000]
--   p26 = [0,1,2,3,4,5,6,7]
--   p27 = 19874
--   p28 = 19881
--   p29 = 1717113600000
--   p30 = 1717804800000
--   p31 = "outside"
--   p32 = 19874
--   p33 = 1717200000000
--   p34 = "outside"
--   p35 = "outside"
--   p36 = 19874
--   p37 = 19881
--   p38 = 1717113600000
--   p39 = 1717804800000
--   p40 = "outside"
--   p41 = 0
--   p42 = -1
--   p43 = 50
