-- totals
SELECT arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))) AS visitors FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717151340000

-- sessions
SELECT
    sum(sample_factor) AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616.) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p8:Int64}) AND toDate(events.time) <= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616.) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p14:Int64}) AND toDate(events.time) <= toDate({p15:Int64}) AND events.time >= fromUnixTimestamp64Milli({p16:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616.) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p21:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1717150020000
--   p1 = 1717151340000
--   p2 = 19867
--   p3 = 19875
--   p4 = 1716545220000
--   p5 = 1717237740000
--   p6 = 1717150020000
--   p7 = 1717151340000
--   p8 = 19867
--   p9 = 19875
--   p10 = 1716545220000
--   p11 = 1717237740000
--   p12 = 1717150020000
--   p13 = 1717151340000
--   p14 = 19867
--   p15 = 19875
--   p16 = 1716545220000
--   p17 = 1717237740000
--   p18 = 1716545220000
--   p19 = 1717237740000
--   p20 = 1717150020000
--   p21 = 1717151340000

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, sum(sample_factor) AS events
    FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'device_type' AS kind, toString(device_type) AS item, sum(sample_factor) AS events
    FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'country' AS kind, toString(country) AS item, sum(sample_factor) AS events
    FROM events WHERE toDate(events.time) >= toDate({p8:Int64}) AND toDate(events.time) <= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND NOT is_bot AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'path' AS kind, toString(path) AS item, sum(sample_factor) AS events
    FROM events WHERE toDate(events.time) >= toDate({p12:Int64}) AND toDate(events.time) <= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND NOT is_bot AND item != '' AND name IN {p16:Array(String)} GROUP BY kind, item))
  WHERE kind != 'path' OR place <= {p17:Int64} ORDER BY kind, events DESC, item
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717151340000
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717150020000
--   p7 = 1717151340000
--   p8 = 19874
--   p9 = 19874
--   p10 = 1717150020000
--   p11 = 1717151340000
--   p12 = 19874
--   p13 = 19874
--   p14 = 1717150020000
--   p15 = 1717151340000
--   p16 = ["pageview","page_view","$pageview","page"]
--   p17 = 10

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor)))))) AS total, min(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash)
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717150020000
--   p3 = 1717151340000
