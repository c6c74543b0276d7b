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

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(sumIf(sample_factor, name IN {p0:Array(String)})) AS total, max(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash)
--   p0 = ["pageview","page_view","$pageview","page"]
--   p1 = 19874
--   p2 = 19874
--   p3 = 1717113600000
--   p4 = 1717200000000
