-- changes
SELECT change.1 AS day, sum(change.2) AS dau, sum(change.3) AS week, sum(change.4) AS month
  FROM (
    SELECT arraySort(arrayDistinct(arrayMap(one -> one.1, arrayFilter(one -> one.2 <= level.1, days)))) AS active, arrayPushBack(arrayPopFront(active), {p0:Int64}) AS next,
      arrayJoin(arrayFlatten(arrayMap((this, that) -> [
        (this, (toInt64(level.1) - toInt64(level.2)), (toInt64(level.1) - toInt64(level.2)), (toInt64(level.1) - toInt64(level.2))),
        (least(that, this + {p1:Int64}), 0, -(toInt64(level.1) - toInt64(level.2)), 0),
        (least(that, this + {p2:Int64}), 0, 0, -(toInt64(level.1) - toInt64(level.2)))
      ], active, next))) AS change
    FROM (
      SELECT groupUniqArray((transform(intDiv(toUnixTimestamp64Milli(events.time) - {p3:Int64}, {p4:Int64}) * {p5:Int64} + {p6:Int64}, {p7:Array(Int64)}, {p8:Array(Int64)}, toInt64(0)), greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p9:String}) AND toDate(events.time) >= toDate({p10:Int64}) AND events.time >= fromUnixTimestamp64Milli({p11:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p12:String})::Nullable(String)))))))) AS days, arraySort(arrayDistinct(arrayMap(one -> one.2, days))) AS factors,
        arrayJoin(arrayZip(factors, arrayPushBack(arrayPopFront(factors), 0))) AS level
      FROM events WHERE toDate(events.time) >= toDate({p13:Int64}) AND toDate(events.time) <= toDate({p14:Int64}) AND events.time >= fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p16:Int64}, 'UTC') AND country = {p17:String} AND (ifNull(value >= {p18:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p19:String})::Nullable(String) = {p20:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p21:String}) AND toDate(events.time) >= toDate({p22:Int64}) AND events.time >= fromUnixTimestamp64Milli({p23:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p24:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p25:String}) AND toDate(events.time) >= toDate({p26:Int64}) AND events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC'))) >= {p28:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p29:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p30:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))) = {p32:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p33:String}) AND toDate(events.time) >= toDate({p34:Int64}) AND events.time >= fromUnixTimestamp64Milli({p35:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p36:String})::Nullable(String))))) < 18446744073709551616. GROUP BY visitor_hash
    )
  )
  GROUP BY day ORDER BY day
--   p0 = 1000000
--   p1 = 7
--   p2 = 30
--   p3 = 1714608000000
--   p4 = 86400000
--   p5 = 86400000
--   p6 = 1714608000000
--   p7 = [1714608000000,1714694400000,1714780800000,1714867200000,1714953600000,1715040000000,1715126400000,1715212800000,1715299200000,1715385600000,1715472000000,1715558400000,1715644800000,1715731200000,1715817600000,1715904000000,1715990400000,1716076800000,1716163200000,1716249600000,1716336000000,17164… (421 characters)
--   p8 = [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29]
--   p9 = "outside"
--   p10 = 19845
--   p11 = 1714651200000
--   p12 = "outside"
--   p13 = 19845
--   p14 = 19874
--   p15 = 1714608000000
--   p16 = 1717200000000
--   p17 = "outside"
--   p18 = 5
--   p19 = "outside"
--   p20 = "outside"
--   p21 = "outside"
--   p22 = 19845
--   p23 = 1714651200000
--   p24 = "outside"
--   p25 = "outside"
--   p26 = 19845
--   p27 = 1714651200000
--   p28 = 1
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = "outside"
--   p34 = 19845
--   p35 = 1714651200000
--   p36 = "outside"

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String)))))))))))) AS total, min(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p4:String}) AND toDate(events.time) >= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p7:String})::Nullable(String))))))) AS factor, max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))))))) AS most
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
--   p12 = 19845
--   p13 = 19874
--   p14 = 1714608000000
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
