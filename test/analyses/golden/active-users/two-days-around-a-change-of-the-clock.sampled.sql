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
      SELECT groupUniqArray((transform(roundDown(toUnixTimestamp64Milli(events.time), {p3:Array(Int64)}), {p4:Array(Int64)}, {p5:Array(Int64)}, toInt64(0)), sample_factor)) AS days, arraySort(arrayDistinct(arrayMap(one -> one.2, days))) AS factors,
        arrayJoin(arrayZip(factors, arrayPushBack(arrayPopFront(factors), 0))) AS level
      FROM events WHERE toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash
    )
  )
  GROUP BY day ORDER BY day
--   p0 = 1000000
--   p1 = 7
--   p2 = 30
--   p3 = [1709334000000,1709420400000,1709506800000,1709593200000,1709679600000,1709766000000,1709852400000,1709938800000,1710025200000,1710111600000,1710198000000,1710284400000,1710370800000,1710457200000,1710543600000,1710630000000,1710716400000,1710802800000,1710889200000,1710975600000,1711062000000,17111… (435 characters)
--   p4 = [1709334000000,1709420400000,1709506800000,1709593200000,1709679600000,1709766000000,1709852400000,1709938800000,1710025200000,1710111600000,1710198000000,1710284400000,1710370800000,1710457200000,1710543600000,1710630000000,1710716400000,1710802800000,1710889200000,1710975600000,1711062000000,17111… (435 characters)
--   p5 = [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]
--   p6 = 19783
--   p7 = 19814
--   p8 = 1709334000000
--   p9 = 1712008800000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))) AS total, min(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash)
--   p0 = 19783
--   p1 = 19814
--   p2 = 1709334000000
--   p3 = 1712008800000
