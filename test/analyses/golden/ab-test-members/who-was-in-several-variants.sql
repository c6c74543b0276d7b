-- total
SELECT count() AS total FROM (
  SELECT visitor_hash, variant, in_several, length(counted) AS hits, arraySum(hit -> hit.3, counted) AS total FROM (
  SELECT visitor_hash, variant, in_several, arrayFilter(hit -> (hit.1, hit.2) > exposure, later) AS counted FROM (
  SELECT visitor_hash, minIf((at, seq), is_assignment) AS exposure, argMinIf(assigned, (at, seq), is_assignment) AS variant,
    minIf(assigned, is_assignment) != maxIf(assigned, is_assignment) AS in_several,
    groupArrayIf((at, seq, amount), is_hit) AS later FROM (
  SELECT visitor_hash, toUnixTimestamp64Milli(events.time) AS at, seq, (name = {p0:String} AND isNotNull(getSubcolumn(properties, {p1:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p2:String})::Nullable(String)) AS is_assignment, (name = {p3:String} AND path = {p4:String}) AS is_hit,
    ifNull(getSubcolumn(properties, {p5:String})::Nullable(String), '') AS assigned, toFloat64(0) AS amount FROM events
  WHERE events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND ((name = {p8:String} AND path = {p9:String}) OR ((name = {p10:String} AND isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))))) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0))) WHERE in_several
--   p0 = "outside"
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "purchase"
--   p4 = "outside"
--   p5 = "outside"
--   p6 = 1717113600000
--   p7 = 1717200000000
--   p8 = "purchase"
--   p9 = "outside"
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"

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
  WHERE events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND ((name = {p8:String} AND path = {p9:String}) OR ((name = {p10:String} AND isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String))))) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0))) WHERE in_several ORDER BY visitor_hash LIMIT {p13:Int64})
  GROUP BY visitor_hash ORDER BY visitor_hash
--   p0 = "outside"
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "purchase"
--   p4 = "outside"
--   p5 = "outside"
--   p6 = 1717113600000
--   p7 = 1717200000000
--   p8 = "purchase"
--   p9 = "outside"
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 50
