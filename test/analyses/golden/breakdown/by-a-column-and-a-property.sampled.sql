-- places
SELECT place, any(keys) AS keys, count() AS groups, [toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArrayMerge(state_0)))))), toNullable(toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArrayMerge(state_1)))))), toNullable(toFloat64(quantileExactWeightedInterpolatedOrNullMerge(0.95)(state_2)))] AS values
FROM (
  SELECT [if(raw_0 != '', concat('=', ifNull(raw_0, '')), ''), if(isNotNull(raw_1), concat('=', ifNull(raw_1, '')), ''), if(isNotNull(raw_2), concat('=', ifNull(raw_2, '')), '')] AS keys, state_0, state_1, state_2, arrayJoin([0, least(row_number() OVER (ORDER BY arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(finalizeAggregation(state_0)))) DESC NULLS LAST, keys), {p0:Int64})]) AS place
  FROM (
    SELECT country AS raw_0, getSubcolumn(properties, {p1:String})::Nullable(String) AS raw_1, toString(value) AS raw_2, groupUniqArrayState(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)) AS state_0, groupUniqArrayState(bitOr(bitShiftLeft(toUInt128(sipHash64(session_id)), 32), sample_factor)) AS state_1, quantileExactWeightedInterpolatedOrNullState(0.95)(if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p2:String})::Nullable(String)), nan)), toFloat64OrNull(getSubcolumn(properties, {p3:String})::Nullable(String)), NULL), sample_factor) AS state_2
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

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))) AS total, min(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND true GROUP BY visitor_hash)
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717157220000
