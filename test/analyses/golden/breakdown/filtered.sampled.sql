-- places
SELECT place, any(keys) AS keys, count() AS groups, [toNullable(toFloat64(ifNull(sumMerge(state_0), 0))), toNullable(toFloat64(sumIfMerge(state_1)))] AS values
FROM (
  SELECT [if(raw_0 != '', concat('=', ifNull(raw_0, '')), '')] AS keys, state_0, state_1, arrayJoin([0, least(row_number() OVER (ORDER BY ifNull(finalizeAggregation(state_0), 0) DESC NULLS LAST, keys), {p0:Int64})]) AS place
  FROM (
    SELECT channel AS raw_0, sumState(if(isFinite(ifNull(value, nan)), value, NULL) * greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p1:String}) AND toDate(events.time) >= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p4:String})::Nullable(String))))))) AS state_0, sumIfState(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p5:String}) AND toDate(events.time) >= toDate({p6:Int64}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p8:String})::Nullable(String)))))), name = {p9:String}) AS state_1
    FROM events WHERE toDate(events.time) >= toDate({p10:Int64}) AND toDate(events.time) <= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND country = {p14:String} AND (ifNull(value >= {p15:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p16:String})::Nullable(String) = {p17:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p18:String}) AND toDate(events.time) >= toDate({p19:Int64}) AND events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p21:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p22:String}) AND toDate(events.time) >= toDate({p23:Int64}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC'))) >= {p25:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p26:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p27:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) = {p29:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p30:String}) AND toDate(events.time) >= toDate({p31:Int64}) AND events.time >= fromUnixTimestamp64Milli({p32:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p33:String})::Nullable(String))))) < 18446744073709551616.
    GROUP BY raw_0
  )
)
GROUP BY place ORDER BY place
--   p0 = 4
--   p1 = "outside"
--   p2 = 19845
--   p3 = 1714651200000
--   p4 = "outside"
--   p5 = "outside"
--   p6 = 19845
--   p7 = 1714651200000
--   p8 = "outside"
--   p9 = "outside"
--   p10 = 19874
--   p11 = 19874
--   p12 = 1717113600000
--   p13 = 1717200000000
--   p14 = "outside"
--   p15 = 5
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 19845
--   p20 = 1714651200000
--   p21 = "outside"
--   p22 = "outside"
--   p23 = 19845
--   p24 = 1714651200000
--   p25 = 1
--   p26 = "outside"
--   p27 = "outside"
--   p28 = "outside"
--   p29 = "outside"
--   p30 = "outside"
--   p31 = 19845
--   p32 = 1714651200000
--   p33 = "outside"

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(sum(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String)))))))) AS total, max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p4:String}) AND toDate(events.time) >= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p7:String})::Nullable(String))))))) AS factor, max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))))))) AS most
  FROM events WHERE toDate(events.time) >= toDate({p12:Int64}) AND toDate(events.time) <= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND country = {p16:String} AND (ifNull(value >= {p17:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p18:String})::Nullable(String) = {p19:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p20:String}) AND toDate(events.time) >= toDate({p21:Int64}) AND events.time >= fromUnixTimestamp64Milli({p22:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC'))) >= {p27:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p29:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p30:String})::Nullable(String))) = {p31:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p32:String}) AND toDate(events.time) >= toDate({p33:Int64}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p35:String})::Nullable(String))))) < 18446744073709551616. GROUP BY visitor_hash)
--   p0 = "outside"
--   p1 = 19845
--   p2 = 1714651200000
--   p3 = "outside"
--   p4 = "outside"
--   p5 = 19845
--   p6 = 1714651200000
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 19845
--   p10 = 1714651200000
--   p11 = "outside"
--   p12 = 19874
--   p13 = 19874
--   p14 = 1717113600000
--   p15 = 1717200000000
--   p16 = "outside"
--   p17 = 5
--   p18 = "outside"
--   p19 = "outside"
--   p20 = "outside"
--   p21 = 19845
--   p22 = 1714651200000
--   p23 = "outside"
--   p24 = "outside"
--   p25 = 19845
--   p26 = 1714651200000
--   p27 = 1
--   p28 = "outside"
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = 19845
--   p34 = 1714651200000
--   p35 = "outside"
