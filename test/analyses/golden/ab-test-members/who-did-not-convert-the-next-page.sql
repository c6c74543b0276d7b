-- total
SELECT count() AS total FROM (
  SELECT visitor_hash, variant, in_several, length(counted) AS hits, arraySum(hit -> hit.3, counted) AS total FROM (
  SELECT visitor_hash, variant, in_several, arrayFilter(hit -> (hit.1, hit.2) > exposure, later) AS counted FROM (
  SELECT visitor_hash, minIf((at, seq), is_assignment) AS exposure, argMinIf(assigned, (at, seq), is_assignment) AS variant,
    minIf(assigned, is_assignment) != maxIf(assigned, is_assignment) AS in_several,
    groupArrayIf((at, seq, amount), is_hit) AS later FROM (
  SELECT visitor_hash, toUnixTimestamp64Milli(events.time) AS at, seq, (name = {p0:String} AND isNotNull(getSubcolumn(properties, {p1:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p2:String})::Nullable(String)) AS is_assignment, (name = {p3:String} AND path = {p4:String}) AS is_hit,
    ifNull(getSubcolumn(properties, {p5:String})::Nullable(String), '') AS assigned, toFloat64(0) AS amount FROM events
  WHERE toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND ((name = {p10:String} AND path = {p11:String}) OR ((name = {p12:String} AND isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))))) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0))) WHERE NOT in_several AND hits = 0 AND variant = {p15:String}
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
--   p15 = "outside"

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
  WHERE toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND ((name = {p10:String} AND path = {p11:String}) OR ((name = {p12:String} AND isNotNull(getSubcolumn(properties, {p13:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))))) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0))) WHERE NOT in_several AND hits = 0 AND variant = {p15:String} AND visitor_hash > toUInt64({p16:String}) ORDER BY visitor_hash LIMIT {p17:Int64})
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
--   p15 = "outside"
--   p16 = "4711"
--   p17 = 50
