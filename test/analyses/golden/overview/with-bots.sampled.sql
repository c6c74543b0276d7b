-- totals
SELECT arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))) AS visitors FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC'))
--   p0 = 1717113600000
--   p1 = 1717200000000

-- sessions
SELECT
    sum(sample_factor) AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p2:Int64}) AND toDate(events.time) <= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND true)) < 18446744073709551616.) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p8:Int64}) AND toDate(events.time) <= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND true)) < 18446744073709551616.) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p14:Int64}) AND toDate(events.time) <= toDate({p15:Int64}) AND events.time >= fromUnixTimestamp64Milli({p16:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND true)) < 18446744073709551616.) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p21:Int64}, 'UTC') AND true
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = 19867
--   p3 = 19875
--   p4 = 1716508800000
--   p5 = 1717286400000
--   p6 = 1717113600000
--   p7 = 1717200000000
--   p8 = 19867
--   p9 = 19875
--   p10 = 1716508800000
--   p11 = 1717286400000
--   p12 = 1717113600000
--   p13 = 1717200000000
--   p14 = 19867
--   p15 = 19875
--   p16 = 1716508800000
--   p17 = 1717286400000
--   p18 = 1716508800000
--   p19 = 1717286400000
--   p20 = 1717113600000
--   p21 = 1717200000000

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, sum(events) AS events FROM events_15m WHERE bucket >= toDateTime({p0:Int64}, 'UTC') AND bucket < toDateTime({p1:Int64}, 'UTC') GROUP BY name
UNION ALL
SELECT pair.1 AS kind, item, pair.2 AS events FROM (
      SELECT toString(value) AS item, [('device_type', sumIf(events, dimension = 'device_type')), ('country', sumIf(events, dimension = 'country')), ('path', sumIf(events, dimension = 'path'))] AS pairs
      FROM dimensions_15m WHERE dimension IN ('device_type', 'country', 'path') AND bucket >= toDateTime({p2:Int64}, 'UTC') AND bucket < toDateTime({p3:Int64}, 'UTC') GROUP BY value)
    ARRAY JOIN pairs AS pair WHERE events > 0))
  WHERE kind != 'path' OR place <= {p4:Int64} ORDER BY kind, events DESC, item
--   p0 = 1717113600
--   p1 = 1717200000
--   p2 = 1717113600
--   p3 = 1717200000
--   p4 = 10

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(min(sample_factor)) AS total, total AS factor, max(sample_factor) AS most
  FROM visitors_1d WHERE day >= toDate(fromUnixTimestamp64Milli({p0:Int64}, 'UTC')) AND day < toDate(fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) GROUP BY visitor_hash)
--   p0 = 1717113600000
--   p1 = 1717200000000
