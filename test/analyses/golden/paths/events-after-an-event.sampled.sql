-- pairs
SELECT level, is_named, if(is_named, node, '') AS shown, has_target, is_target_named,
    if(is_target_named, target, '') AS target_shown, sum(taken) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND true)) AS sessions
  FROM (SELECT level, node, target, has_target, any(taken) AS taken,
      maxIf(is_large, side = 0) AS is_named, maxIf(is_large, side = 1) AS is_target_named
    FROM (SELECT *, dense_rank() OVER (PARTITION BY side_level ORDER BY size DESC, side_node) <= {p4:Int64} AS is_large FROM (SELECT *, sumIf(taken, side = 0) OVER (PARTITION BY side_level, side_node) AS size FROM (SELECT level, node, target, has_target, taken, arrayJoin(range(1 + has_target)) AS side,
        level + side AS side_level, if(side = 0, node, target) AS side_node FROM (SELECT arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node, path[level + 1] AS target,
        level < length(path) AS has_target, sum(taken) AS taken
      FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p5:Int64}) AS path, count() AS taken
    FROM (
      SELECT arraySort(unsorted) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT groupArray((events.time, seq, node, is_start)) AS unsorted
        FROM (
          SELECT session_id, events.time AS time, seq, toString(name) AS node, (name = {p6:String}) AS is_start
          FROM events WHERE toDate(events.time) >= toDate({p7:Int64}) AND toDate(events.time) <= toDate({p8:Int64}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND NOT is_bot AND true AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p11:Int64}) AND toDate(events.time) <= toDate({p12:Int64}) AND events.time >= fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p14:Int64}, 'UTC') AND NOT is_bot AND true)) < 18446744073709551616.
        ) AS events
        GROUP BY session_id HAVING max(is_start)
      )
    ) GROUP BY path) GROUP BY level, node, target, has_target)))) GROUP BY level, node, target, has_target)
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 5
--   p5 = 4
--   p6 = "outside"
--   p7 = 19874
--   p8 = 19874
--   p9 = 1717113600000
--   p10 = 1717200000000
--   p11 = 19874
--   p12 = 19874
--   p13 = 1717113600000
--   p14 = 1717200000000

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND true))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, uniqExact(session_id) AS n FROM events
  WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot AND true AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) >= toDate({p8:Int64}) AND toDate(events.time) <= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND NOT is_bot AND true)) < 18446744073709551616. AND (name = {p12:String}) GROUP BY visitor_hash))
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717113600000
--   p7 = 1717200000000
--   p8 = 19874
--   p9 = 19874
--   p10 = 1717113600000
--   p11 = 1717200000000
--   p12 = "outside"
