-- places
SELECT place, any(keys) AS keys, count() AS groups, [toNullable(toFloat64(uniqExactMerge(state_0))), toNullable(toFloat64(uniqExactMerge(state_1))), toNullable(toFloat64(quantileExactInclusiveOrNullMerge(0.95)(state_2)))] AS values
FROM (
  SELECT [if(raw_0 != '', concat('=', ifNull(raw_0, '')), ''), if(isNotNull(raw_1), concat('=', ifNull(raw_1, '')), ''), if(isNotNull(raw_2), concat('=', ifNull(raw_2, '')), '')] AS keys, state_0, state_1, state_2, arrayJoin([0, least(row_number() OVER (ORDER BY finalizeAggregation(state_0) DESC NULLS LAST, keys), {p0:Int64})]) AS place
  FROM (
    SELECT country AS raw_0, getSubcolumn(properties, {p1:String})::Nullable(String) AS raw_1, toString(value) AS raw_2, uniqExactState(visitor_hash) AS state_0, uniqExactState(session_id) AS state_1, quantileExactInclusiveOrNullState(0.95)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p2:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p3:String})::Nullable(String)), NULL)) AS state_2
    FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND true
    GROUP BY raw_0, raw_1, raw_2
  )
)
GROUP BY place ORDER BY place
--   p0 = 6
--   p1 = "outside"
--   p2 = "outside"
--   p3 = "outside"
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717150020000
--   p7 = 1717157220000
