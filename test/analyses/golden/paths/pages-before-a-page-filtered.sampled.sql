-- pairs
SELECT level, is_named, if(is_named, node, '') AS shown, has_target, is_target_named,
    if(is_target_named, target, '') AS target_shown, sum(taken) * assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p16:String}) AND toDate(events.time) >= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC'))) >= {p19:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p21:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) = {p23:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))))) < 18446744073709551616. AND name IN {p28:Array(String)} AND path != '')) AS sessions
  FROM (SELECT level, node, target, has_target, any(taken) AS taken,
      maxIf(is_large, side = 0) AS is_named, maxIf(is_large, side = 1) AS is_target_named
    FROM (SELECT *, dense_rank() OVER (PARTITION BY side_level ORDER BY size DESC, side_node) <= {p29:Int64} AS is_large FROM (SELECT *, sumIf(taken, side = 0) OVER (PARTITION BY side_level, side_node) AS size FROM (SELECT level, node, target, has_target, taken, arrayJoin(range(1 + has_target)) AS side,
        level + side AS side_level, if(side = 0, node, target) AS side_node FROM (SELECT arrayJoin(arrayEnumerate(path)) AS level, path[level] AS node, path[level + 1] AS target,
        level < length(path) AS has_target, sum(taken) AS taken
      FROM (SELECT arraySlice(arrayCompact(arrayMap(m -> m.3, arraySlice(moments, first))), 1, {p30:Int64}) AS path, count() AS taken
    FROM (
      SELECT arrayReverse(arraySort(unsorted)) AS moments, indexOf(arrayMap(m -> m.4, moments), true) AS first
      FROM (
        SELECT groupArray((events.time, seq, node, is_start)) AS unsorted
        FROM (
          SELECT session_id, events.time AS time, seq, path AS node, (path = {p31:String}) AS is_start
          FROM events WHERE toDate(events.time) >= toDate({p32:Int64}) AND toDate(events.time) <= toDate({p33:Int64}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p35:Int64}, 'UTC') AND country = {p36:String} AND (ifNull(value >= {p37:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p38:String})::Nullable(String) = {p39:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p40:String}) AND toDate(events.time) >= toDate({p41:Int64}) AND events.time >= fromUnixTimestamp64Milli({p42:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p43:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p44:String}) AND toDate(events.time) >= toDate({p45:Int64}) AND events.time >= fromUnixTimestamp64Milli({p46:Int64}, 'UTC'))) >= {p47:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p48:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p49:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p50:String})::Nullable(String))) = {p51:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p52:String}) AND toDate(events.time) >= toDate({p53:Int64}) AND events.time >= fromUnixTimestamp64Milli({p54:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p55:String})::Nullable(String))))) < 18446744073709551616. AND name IN {p56:Array(String)} AND path != '' AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p57:String}) AND toDate(events.time) >= toDate({p58:Int64}) AND events.time >= fromUnixTimestamp64Milli({p59:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p60:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p61:Int64}) AND toDate(events.time) <= toDate({p62:Int64}) AND events.time >= fromUnixTimestamp64Milli({p63:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p64:Int64}, 'UTC') AND country = {p65:String} AND (ifNull(value >= {p66:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p67:String})::Nullable(String) = {p68:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p69:String}) AND toDate(events.time) >= toDate({p70:Int64}) AND events.time >= fromUnixTimestamp64Milli({p71:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p72:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p73:String}) AND toDate(events.time) >= toDate({p74:Int64}) AND events.time >= fromUnixTimestamp64Milli({p75:Int64}, 'UTC'))) >= {p76:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p77:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p78:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p79:String})::Nullable(String))) = {p80:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p81:String}) AND toDate(events.time) >= toDate({p82:Int64}) AND events.time >= fromUnixTimestamp64Milli({p83:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p84:String})::Nullable(String))))) < 18446744073709551616. AND name IN {p85:Array(String)} AND path != '')) < 18446744073709551616.
        ) AS events
        GROUP BY session_id HAVING max(is_start)
      )
    ) GROUP BY path) GROUP BY level, node, target, has_target)))) GROUP BY level, node, target, has_target)
  GROUP BY level, is_named, shown, has_target, is_target_named, target_shown
  ORDER BY level, is_named DESC, shown, is_target_named DESC, target_shown
--   p0 = "outside"
--   p1 = 19845
--   p2 = 1714651200000
--   p3 = "outside"
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717113600000
--   p7 = 1717200000000
--   p8 = "outside"
--   p9 = 5
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 19845
--   p14 = 1714651200000
--   p15 = "outside"
--   p16 = "outside"
--   p17 = 19845
--   p18 = 1714651200000
--   p19 = 1
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "outside"
--   p24 = "outside"
--   p25 = 19845
--   p26 = 1714651200000
--   p27 = "outside"
--   p28 = ["pageview","page_view","$pageview","page"]
--   p29 = 3
--   p30 = 3
--   p31 = "outside"
--   p32 = 19874
--   p33 = 19874
--   p34 = 1717113600000
--   p35 = 1717200000000
--   p36 = "outside"
--   p37 = 5
--   p38 = "outside"
--   p39 = "outside"
--   p40 = "outside"
--   p41 = 19845
--   p42 = 1714651200000
--   p43 = "outside"
--   p44 = "outside"
--   p45 = 19845
--   p46 = 1714651200000
--   p47 = 1
--   p48 = "outside"
--   p49 = "outside"
--   p50 = "outside"
--   p51 = "outside"
--   p52 = "outside"
--   p53 = 19845
--   p54 = 1714651200000
--   p55 = "outside"
--   p56 = ["pageview","page_view","$pageview","page"]
--   p57 = "outside"
--   p58 = 19845
--   p59 = 1714651200000
--   p60 = "outside"
--   p61 = 19874
--   p62 = 19874
--   p63 = 1717113600000
--   p64 = 1717200000000
--   p65 = "outside"
--   p66 = 5
--   p67 = "outside"
--   p68 = "outside"
--   p69 = "outside"
--   p70 = 19845
--   p71 = 1714651200000
--   p72 = "outside"
--   p73 = "outside"
--   p74 = 19845
--   p75 = 1714651200000
--   p76 = 1
--   p77 = "outside"
--   p78 = "outside"
--   p79 = "outside"
--   p80 = "outside"
--   p81 = "outside"
--   p82 = 19845
--   p83 = 1714651200000
--   p84 = "outside"
--   p85 = ["pageview","page_view","$pageview","page"]

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p16:String}) AND toDate(events.time) >= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC'))) >= {p19:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p21:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) = {p23:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))))) < 18446744073709551616. AND name IN {p28:Array(String)} AND path != ''))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, uniqExact(session_id) AS n FROM events
  WHERE toDate(events.time) >= toDate({p29:Int64}) AND toDate(events.time) <= toDate({p30:Int64}) AND events.time >= fromUnixTimestamp64Milli({p31:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p32:Int64}, 'UTC') AND country = {p33:String} AND (ifNull(value >= {p34:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p35:String})::Nullable(String) = {p36:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p37:String}) AND toDate(events.time) >= toDate({p38:Int64}) AND events.time >= fromUnixTimestamp64Milli({p39:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p40:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p41:String}) AND toDate(events.time) >= toDate({p42:Int64}) AND events.time >= fromUnixTimestamp64Milli({p43:Int64}, 'UTC'))) >= {p44:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p45:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p46:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p47:String})::Nullable(String))) = {p48:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p49:String}) AND toDate(events.time) >= toDate({p50:Int64}) AND events.time >= fromUnixTimestamp64Milli({p51:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p52:String})::Nullable(String))))) < 18446744073709551616. AND name IN {p53:Array(String)} AND path != '' AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p54:String}) AND toDate(events.time) >= toDate({p55:Int64}) AND events.time >= fromUnixTimestamp64Milli({p56:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p57:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p58:Int64}) AND toDate(events.time) <= toDate({p59:Int64}) AND events.time >= fromUnixTimestamp64Milli({p60:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p61:Int64}, 'UTC') AND country = {p62:String} AND (ifNull(value >= {p63:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p64:String})::Nullable(String) = {p65:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p66:String}) AND toDate(events.time) >= toDate({p67:Int64}) AND events.time >= fromUnixTimestamp64Milli({p68:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p69:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p70:String}) AND toDate(events.time) >= toDate({p71:Int64}) AND events.time >= fromUnixTimestamp64Milli({p72:Int64}, 'UTC'))) >= {p73:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p74:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p75:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p76:String})::Nullable(String))) = {p77:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p78:String}) AND toDate(events.time) >= toDate({p79:Int64}) AND events.time >= fromUnixTimestamp64Milli({p80:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p81:String})::Nullable(String))))) < 18446744073709551616. AND name IN {p82:Array(String)} AND path != '')) < 18446744073709551616. AND (path = {p83:String}) GROUP BY visitor_hash))
--   p0 = "outside"
--   p1 = 19845
--   p2 = 1714651200000
--   p3 = "outside"
--   p4 = 19874
--   p5 = 19874
--   p6 = 1717113600000
--   p7 = 1717200000000
--   p8 = "outside"
--   p9 = 5
--   p10 = "outside"
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 19845
--   p14 = 1714651200000
--   p15 = "outside"
--   p16 = "outside"
--   p17 = 19845
--   p18 = 1714651200000
--   p19 = 1
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "outside"
--   p24 = "outside"
--   p25 = 19845
--   p26 = 1714651200000
--   p27 = "outside"
--   p28 = ["pageview","page_view","$pageview","page"]
--   p29 = 19874
--   p30 = 19874
--   p31 = 1717113600000
--   p32 = 1717200000000
--   p33 = "outside"
--   p34 = 5
--   p35 = "outside"
--   p36 = "outside"
--   p37 = "outside"
--   p38 = 19845
--   p39 = 1714651200000
--   p40 = "outside"
--   p41 = "outside"
--   p42 = 19845
--   p43 = 1714651200000
--   p44 = 1
--   p45 = "outside"
--   p46 = "outside"
--   p47 = "outside"
--   p48 = "outside"
--   p49 = "outside"
--   p50 = 19845
--   p51 = 1714651200000
--   p52 = "outside"
--   p53 = ["pageview","page_view","$pageview","page"]
--   p54 = "outside"
--   p55 = 19845
--   p56 = 1714651200000
--   p57 = "outside"
--   p58 = 19874
--   p59 = 19874
--   p60 = 1717113600000
--   p61 = 1717200000000
--   p62 = "outside"
--   p63 = 5
--   p64 = "outside"
--   p65 = "outside"
--   p66 = "outside"
--   p67 = 19845
--   p68 = 1714651200000
--   p69 = "outside"
--   p70 = "outside"
--   p71 = 19845
--   p72 = 1714651200000
--   p73 = 1
--   p74 = "outside"
--   p75 = "outside"
--   p76 = "outside"
--   p77 = "outside"
--   p78 = "outside"
--   p79 = 19845
--   p80 = 1714651200000
--   p81 = "outside"
--   p82 = ["pageview","page_view","$pageview","page"]
--   p83 = "outside"
