-- totals
SELECT arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(sipHash64(session_id)), 32), sample_factor))))) AS sessions, arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))) AS visitors,
    sumIf(sample_factor, time >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AS last_minute FROM events WHERE toDate(events.time) >= toDate({p1:Int64}) AND toDate(events.time) <= toDate({p2:Int64}) AND events.time >= fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1717243140001
--   p1 = 19875
--   p2 = 19875
--   p3 = 1717241400001
--   p4 = 1717243200001

-- pages
SELECT item, count() * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND name IN {p4:Array(String)} AND path != '')) AS events FROM (
    SELECT argMax(path, (events.time, seq)) AS item FROM events
    WHERE toDate(events.time) >= toDate({p5:Int64}) AND toDate(events.time) <= toDate({p6:Int64}) AND events.time >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND NOT is_bot AND name IN {p9:Array(String)} AND path != '' AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p10:Int64}) AND toDate(events.time) <= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND NOT is_bot AND name IN {p14:Array(String)} AND path != '')) < 18446744073709551616. GROUP BY session_id
  ) GROUP BY item ORDER BY events DESC, item LIMIT {p15:Int64}
--   p0 = 19875
--   p1 = 19875
--   p2 = 1717241400001
--   p3 = 1717243200001
--   p4 = ["pageview","page_view","$pageview","page"]
--   p5 = 19875
--   p6 = 19875
--   p7 = 1717241400001
--   p8 = 1717243200001
--   p9 = ["pageview","page_view","$pageview","page"]
--   p10 = 19875
--   p11 = 19875
--   p12 = 1717241400001
--   p13 = 1717243200001
--   p14 = ["pageview","page_view","$pageview","page"]
--   p15 = 10

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))) AS total, min(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash)
--   p0 = 19875
--   p1 = 19875
--   p2 = 1717241400001
--   p3 = 1717243200001
