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
      SELECT groupUniqArray((transform(intDiv(toInt64(toUnixTimestamp(toDateTime(day, 'UTC'))) * 1000 - {p3:Int64}, {p4:Int64}) * {p5:Int64} + {p6:Int64}, {p7:Array(Int64)}, {p8:Array(Int64)}, toInt64(0)), sample_factor)) AS days, arraySort(arrayDistinct(arrayMap(one -> one.2, days))) AS factors,
        arrayJoin(arrayZip(factors, arrayPushBack(arrayPopFront(factors), 0))) AS level
      FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) AND NOT is_bot GROUP BY visitor_hash
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
--   p9 = 1714608000000
--   p10 = 1717200000000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(min(sample_factor)) AS total, total AS factor, max(sample_factor) AS most
  FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AND NOT is_bot GROUP BY visitor_hash)
--   p0 = 1714608000000
--   p1 = 1717200000000
