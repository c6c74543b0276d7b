-- places
SELECT place, any(keys) AS keys, count() AS groups, [toNullable(toFloat64(sumIfMerge(state_0))), toNullable(toFloat64(sumIfMerge(state_1)))] AS values
FROM (
  SELECT [if(raw_0 != '', concat('=', ifNull(raw_0, '')), '')] AS keys, state_0, state_1, arrayJoin([0, least(row_number() OVER (ORDER BY finalizeAggregation(state_0) DESC NULLS LAST, keys), {p0:Int64})]) AS place
  FROM (
    SELECT name AS raw_0, sumIfState(events, name IN {p1:Array(String)}) AS state_0, sumIfState(events, name = {p2:String}) AS state_1
    FROM events_15m WHERE bucket >= toDateTime({p3:Int64}, 'UTC') AND bucket < toDateTime({p4:Int64}, 'UTC') AND NOT is_bot
    GROUP BY raw_0
  )
)
GROUP BY place ORDER BY place
--   p0 = 11
--   p1 = ["pageview","page_view","$pageview","page"]
--   p2 = "outside"
--   p3 = 1717113600
--   p4 = 1717200000
