-- totals
SELECT arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))) AS visitors FROM visitors_1d WHERE NOT is_bot

-- sessions
SELECT
    sum(sample_factor) AS active,
    countIf(true AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot)) < 18446744073709551616.) AS started,
    sumIf(duration_ms, true AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot)) < 18446744073709551616.) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND true AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot)) < 18446744073709551616.) AS bounces
  FROM sessions WHERE true AND true AND NOT is_bot

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, sum(events) AS events FROM events_15m WHERE NOT is_bot GROUP BY name
UNION ALL
SELECT pair.1 AS kind, item, pair.2 AS events FROM (
      SELECT toString(value) AS item, [('device_type', sumIf(events, dimension = 'device_type')), ('country', sumIf(events, dimension = 'country')), ('path', sumIf(events, dimension = 'path'))] AS pairs
      FROM dimensions_15m WHERE dimension IN ('device_type', 'country', 'path') AND NOT is_bot GROUP BY value)
    ARRAY JOIN pairs AS pair WHERE events > 0))
  WHERE kind != 'path' OR place <= {p0:Int64} ORDER BY kind, events DESC, item
--   p0 = 10

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(min(sample_factor)) AS total, total AS factor, max(sample_factor) AS most
  FROM visitors_1d WHERE NOT is_bot GROUP BY visitor_hash)
