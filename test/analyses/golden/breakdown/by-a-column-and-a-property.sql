-- totals
SELECT [toNullable(toFloat64(uniqExact(visitor_hash))), toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.95)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p0:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p1:String})::Nullable(String)), NULL))))] AS values FROM events WHERE events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND true
--   p0 = "outside"
--   p1 = "outside"
--   p2 = 1717150020000
--   p3 = 1717157220000

-- groups
SELECT [if(country != '', concat('=', ifNull(country, '')), ''), if(isNotNull(getSubcolumn(properties, {p0:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p1:String})::Nullable(String), '')), ''), if(isNotNull(toString(value)), concat('=', ifNull(toString(value), '')), '')] AS keys, [toNullable(toFloat64(uniqExact(visitor_hash))), toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.95)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p2:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p3:String})::Nullable(String)), NULL))))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND true GROUP BY keys ORDER BY uniqExact(visitor_hash) DESC NULLS LAST, keys LIMIT {p6:Int64}
--   p0 = "outside"
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 1717150020000
--   p5 = 1717157220000
--   p6 = 5

-- other
SELECT uniqExact([if(country != '', concat('=', ifNull(country, '')), ''), if(isNotNull(getSubcolumn(properties, {p0:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p1:String})::Nullable(String), '')), ''), if(isNotNull(toString(value)), concat('=', ifNull(toString(value), '')), '')]) AS groups, [toNullable(toFloat64(uniqExact(visitor_hash))), toNullable(toFloat64(uniqExact(session_id))), toNullable(toFloat64(quantileExactInclusiveOrNull(0.95)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p2:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p3:String})::Nullable(String)), NULL))))] AS values
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND true AND [if(country != '', concat('=', ifNull(country, '')), ''), if(isNotNull(getSubcolumn(properties, {p6:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p7:String})::Nullable(String), '')), ''), if(isNotNull(toString(value)), concat('=', ifNull(toString(value), '')), '')] NOT IN (SELECT keys FROM (SELECT [if(country != '', concat('=', ifNull(country, '')), ''), if(isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String)), concat('=', ifNull(getSubcolumn(properties, {p9:String})::Nullable(String), '')), ''), if(isNotNull(toString(value)), concat('=', ifNull(toString(value), '')), '')] AS keys
  FROM events WHERE events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND true GROUP BY keys ORDER BY uniqExact(visitor_hash) DESC NULLS LAST, keys LIMIT {p12:Int64}))
--   p0 = "outside"
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 1717150020000
--   p5 = 1717157220000
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = "outside"
--   p10 = 1717150020000
--   p11 = 1717157220000
--   p12 = 5
