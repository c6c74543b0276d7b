-- total
SELECT count() AS seen, toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND ((name = {p4:String} AND path = {p5:String}) OR ((name = {p6:String} AND isNotNull(getSubcolumn(properties, {p7:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String))))))) AS factor_max, seen * factor_max AS total,
    total AS estimate, total * (factor_max - 1) AS variance FROM (
  SELECT visitor_hash, variant, in_several, length(counted) AS hits, arraySum(hit -> hit.3, counted) AS total FROM (
  SELECT visitor_hash, variant, in_several, arrayFilter(hit -> (hit.1, hit.2) > exposure, later) AS counted FROM (
  SELECT visitor_hash, minIf((at, seq), is_assignment) AS exposure, argMinIf(assigned, (at, seq), is_assignment) AS variant,
    minIf(assigned, is_assignment) != maxIf(assigned, is_assignment) AS in_several,
    groupArrayIf((at, seq, amount), is_hit) AS later FROM (
  SELECT visitor_hash, toUnixTimestamp64Milli(events.time) AS at, seq, (name = {p9:String} AND isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String)) AS is_assignment, (name = {p12:String} AND path = {p13:String}) AS is_hit,
    ifNull(getSubcolumn(properties, {p14:String})::Nullable(String), '') AS assigned, toFloat64(0) AS amount FROM events
  WHERE toDate(events.time) >= toDate({p15:Int64}) AND toDate(events.time) <= toDate({p16:Int64}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND NOT is_bot AND ((name = {p19:String} AND path = {p20:String}) OR ((name = {p21:String} AND isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p24:Int64}) AND toDate(events.time) <= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p27:Int64}, 'UTC') AND NOT is_bot AND ((name = {p28:String} AND path = {p29:String}) OR ((name = {p30:String} AND isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p32:String})::Nullable(String)))))) < 18446744073709551616.) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0))) WHERE NOT in_several AND hits = 0 AND variant = {p33:String}
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = "purchase"
--   p5 = "outside"
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = "outside"
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "purchase"
--   p13 = "outside"
--   p14 = "outside"
--   p15 = 19874
--   p16 = 19874
--   p17 = 1717113600000
--   p18 = 1717200000000
--   p19 = "purchase"
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "outside"
--   p24 = 19874
--   p25 = 19874
--   p26 = 1717113600000
--   p27 = 1717200000000
--   p28 = "purchase"
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = "outside"

-- members
SELECT toString(visitor_hash) AS cursor, any(visitor_id) AS visitor, max(user_id) AS user FROM events
  WHERE visitor_hash IN (SELECT visitor_hash FROM (
  SELECT visitor_hash, variant, in_several, length(counted) AS hits, arraySum(hit -> hit.3, counted) AS total FROM (
  SELECT visitor_hash, variant, in_several, arrayFilter(hit -> (hit.1, hit.2) > exposure, later) AS counted FROM (
  SELECT visitor_hash, minIf((at, seq), is_assignment) AS exposure, argMinIf(assigned, (at, seq), is_assignment) AS variant,
    minIf(assigned, is_assignment) != maxIf(assigned, is_assignment) AS in_several,
    groupArrayIf((at, seq, amount), is_hit) AS later FROM (
  SELECT visitor_hash, toUnixTimestamp64Milli(events.time) AS at, seq, (name = {p0:String} AND isNotNull(getSubcolumn(properties, {p1:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p2:String})::Nullable(String)) AS is_assignment, (name = {p3:String} AND path = {p4:String}) AS is_hit,
    ifNull(getSubcolumn(properties, {p5:String})::Nullable(String), '') AS assigned, toFloat64(0) AS amount FROM events
  WHERE toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND ((name = {p10:String} AND path = {p11:String}) OR ((name = {p12:String} AND isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p15:Int64}) AND toDate(events.time) <= toDate({p16:Int64}) AND events.time >= fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND NOT is_bot AND ((name = {p19:String} AND path = {p20:String}) OR ((name = {p21:String} AND isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String)))))) < 18446744073709551616.) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0))) WHERE NOT in_several AND hits = 0 AND variant = {p24:String} AND visitor_hash > toUInt64({p25:String}) ORDER BY visitor_hash LIMIT {p26:Int64})
  GROUP BY visitor_hash ORDER BY visitor_hash
--   p0 = "outside"
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "purchase"
--   p4 = "outside"
--   p5 = "outside"
--   p6 = 19874
--   p7 = 19874
--   p8 = 1717113600000
--   p9 = 1717200000000
--   p10 = "purchase"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = "outside"
--   p14 = "outside"
--   p15 = 19874
--   p16 = 19874
--   p17 = 1717113600000
--   p18 = 1717200000000
--   p19 = "purchase"
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "outside"
--   p24 = "outside"
--   p25 = "4711"
--   p26 = 50
