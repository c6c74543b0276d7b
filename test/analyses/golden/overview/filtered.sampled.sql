-- totals
SELECT arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String))))))))))) AS visitors FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p16:String}) AND toDate(events.time) >= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC'))) >= {p19:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p21:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) = {p23:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))))) < 18446744073709551616.
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

-- sessions
SELECT
    sum(weight) AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p2:String}) AND toDate(events.time) >= toDate({p3:Int64}) AND events.time >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p5:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p6:Int64}) AND toDate(events.time) <= toDate({p7:Int64}) AND events.time >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616.) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p16:Int64}) AND toDate(events.time) <= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p19:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616.) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p21:Int64}, 'UTC') AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p22:String}) AND toDate(events.time) >= toDate({p23:Int64}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p25:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p26:Int64}) AND toDate(events.time) <= toDate({p27:Int64}) AND events.time >= fromUnixTimestamp64Milli({p28:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p29:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616.) AS bounces
  FROM sessions INNER JOIN (
    SELECT session_seed, session_id, min(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p30:String}) AND toDate(events.time) >= toDate({p31:Int64}) AND events.time >= fromUnixTimestamp64Milli({p32:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p33:String})::Nullable(String))))))) AS weight FROM events
    WHERE toDate(events.time) >= toDate({p34:Int64}) AND toDate(events.time) <= toDate({p35:Int64}) AND events.time >= fromUnixTimestamp64Milli({p36:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p37:Int64}, 'UTC') AND country = {p38:String} AND (ifNull(value >= {p39:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p40:String})::Nullable(String) = {p41:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p42:String}) AND toDate(events.time) >= toDate({p43:Int64}) AND events.time >= fromUnixTimestamp64Milli({p44:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p45:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p46:String}) AND toDate(events.time) >= toDate({p47:Int64}) AND events.time >= fromUnixTimestamp64Milli({p48:Int64}, 'UTC'))) >= {p49:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p50:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p51:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p52:String})::Nullable(String))) = {p53:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p54:String}) AND toDate(events.time) >= toDate({p55:Int64}) AND events.time >= fromUnixTimestamp64Milli({p56:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p57:String})::Nullable(String))))) < 18446744073709551616. GROUP BY session_seed, session_id) AS selected USING (session_seed, session_id) WHERE session_seed >= fromUnixTimestamp64Milli({p58:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p59:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p60:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p61:Int64}, 'UTC') AND NOT is_bot
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = "outside"
--   p3 = 19845
--   p4 = 1714651200000
--   p5 = "outside"
--   p6 = 19867
--   p7 = 19875
--   p8 = 1716508800000
--   p9 = 1717286400000
--   p10 = 1717113600000
--   p11 = 1717200000000
--   p12 = "outside"
--   p13 = 19845
--   p14 = 1714651200000
--   p15 = "outside"
--   p16 = 19867
--   p17 = 19875
--   p18 = 1716508800000
--   p19 = 1717286400000
--   p20 = 1717113600000
--   p21 = 1717200000000
--   p22 = "outside"
--   p23 = 19845
--   p24 = 1714651200000
--   p25 = "outside"
--   p26 = 19867
--   p27 = 19875
--   p28 = 1716508800000
--   p29 = 1717286400000
--   p30 = "outside"
--   p31 = 19845
--   p32 = 1714651200000
--   p33 = "outside"
--   p34 = 19874
--   p35 = 19874
--   p36 = 1717113600000
--   p37 = 1717200000000
--   p38 = "outside"
--   p39 = 5
--   p40 = "outside"
--   p41 = "outside"
--   p42 = "outside"
--   p43 = 19845
--   p44 = 1714651200000
--   p45 = "outside"
--   p46 = "outside"
--   p47 = 19845
--   p48 = 1714651200000
--   p49 = 1
--   p50 = "outside"
--   p51 = "outside"
--   p52 = "outside"
--   p53 = "outside"
--   p54 = "outside"
--   p55 = 19845
--   p56 = 1714651200000
--   p57 = "outside"
--   p58 = 1716508800000
--   p59 = 1717286400000
--   p60 = 1717113600000
--   p61 = 1717200000000

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, sum(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String))))))) AS events
    FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p16:String}) AND toDate(events.time) >= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC'))) >= {p19:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p21:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) = {p23:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))))) < 18446744073709551616. AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'device_type' AS kind, toString(device_type) AS item, sum(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p28:String}) AND toDate(events.time) >= toDate({p29:Int64}) AND events.time >= fromUnixTimestamp64Milli({p30:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))))))) AS events
    FROM events WHERE toDate(events.time) >= toDate({p32:Int64}) AND toDate(events.time) <= toDate({p33:Int64}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p35:Int64}, 'UTC') AND country = {p36:String} AND (ifNull(value >= {p37:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p38:String})::Nullable(String) = {p39:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p40:String}) AND toDate(events.time) >= toDate({p41:Int64}) AND events.time >= fromUnixTimestamp64Milli({p42:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p43:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p44:String}) AND toDate(events.time) >= toDate({p45:Int64}) AND events.time >= fromUnixTimestamp64Milli({p46:Int64}, 'UTC'))) >= {p47:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p48:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p49:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p50:String})::Nullable(String))) = {p51:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p52:String}) AND toDate(events.time) >= toDate({p53:Int64}) AND events.time >= fromUnixTimestamp64Milli({p54:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p55:String})::Nullable(String))))) < 18446744073709551616. AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'country' AS kind, toString(country) AS item, sum(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p56:String}) AND toDate(events.time) >= toDate({p57:Int64}) AND events.time >= fromUnixTimestamp64Milli({p58:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p59:String})::Nullable(String))))))) AS events
    FROM events WHERE toDate(events.time) >= toDate({p60:Int64}) AND toDate(events.time) <= toDate({p61:Int64}) AND events.time >= fromUnixTimestamp64Milli({p62:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p63:Int64}, 'UTC') AND country = {p64:String} AND (ifNull(value >= {p65:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p66:String})::Nullable(String) = {p67:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p68:String}) AND toDate(events.time) >= toDate({p69:Int64}) AND events.time >= fromUnixTimestamp64Milli({p70:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p71:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p72:String}) AND toDate(events.time) >= toDate({p73:Int64}) AND events.time >= fromUnixTimestamp64Milli({p74:Int64}, 'UTC'))) >= {p75:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p76:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p77:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p78:String})::Nullable(String))) = {p79:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p80:String}) AND toDate(events.time) >= toDate({p81:Int64}) AND events.time >= fromUnixTimestamp64Milli({p82:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p83:String})::Nullable(String))))) < 18446744073709551616. AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'path' AS kind, toString(path) AS item, sum(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p84:String}) AND toDate(events.time) >= toDate({p85:Int64}) AND events.time >= fromUnixTimestamp64Milli({p86:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p87:String})::Nullable(String))))))) AS events
    FROM events WHERE toDate(events.time) >= toDate({p88:Int64}) AND toDate(events.time) <= toDate({p89:Int64}) AND events.time >= fromUnixTimestamp64Milli({p90:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p91:Int64}, 'UTC') AND country = {p92:String} AND (ifNull(value >= {p93:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p94:String})::Nullable(String) = {p95:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p96:String}) AND toDate(events.time) >= toDate({p97:Int64}) AND events.time >= fromUnixTimestamp64Milli({p98:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p99:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p100:String}) AND toDate(events.time) >= toDate({p101:Int64}) AND events.time >= fromUnixTimestamp64Milli({p102:Int64}, 'UTC'))) >= {p103:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p104:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p105:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p106:String})::Nullable(String))) = {p107:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p108:String}) AND toDate(events.time) >= toDate({p109:Int64}) AND events.time >= fromUnixTimestamp64Milli({p110:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p111:String})::Nullable(String))))) < 18446744073709551616. AND item != '' AND name IN {p112:Array(String)} GROUP BY kind, item))
  WHERE kind != 'path' OR place <= {p113:Int64} ORDER BY kind, events DESC, item
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
--   p28 = "outside"
--   p29 = 19845
--   p30 = 1714651200000
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
--   p56 = "outside"
--   p57 = 19845
--   p58 = 1714651200000
--   p59 = "outside"
--   p60 = 19874
--   p61 = 19874
--   p62 = 1717113600000
--   p63 = 1717200000000
--   p64 = "outside"
--   p65 = 5
--   p66 = "outside"
--   p67 = "outside"
--   p68 = "outside"
--   p69 = 19845
--   p70 = 1714651200000
--   p71 = "outside"
--   p72 = "outside"
--   p73 = 19845
--   p74 = 1714651200000
--   p75 = 1
--   p76 = "outside"
--   p77 = "outside"
--   p78 = "outside"
--   p79 = "outside"
--   p80 = "outside"
--   p81 = 19845
--   p82 = 1714651200000
--   p83 = "outside"
--   p84 = "outside"
--   p85 = 19845
--   p86 = 1714651200000
--   p87 = "outside"
--   p88 = 19874
--   p89 = 19874
--   p90 = 1717113600000
--   p91 = 1717200000000
--   p92 = "outside"
--   p93 = 5
--   p94 = "outside"
--   p95 = "outside"
--   p96 = "outside"
--   p97 = 19845
--   p98 = 1714651200000
--   p99 = "outside"
--   p100 = "outside"
--   p101 = 19845
--   p102 = 1714651200000
--   p103 = 1
--   p104 = "outside"
--   p105 = "outside"
--   p106 = "outside"
--   p107 = "outside"
--   p108 = "outside"
--   p109 = 19845
--   p110 = 1714651200000
--   p111 = "outside"
--   p112 = ["pageview","page_view","$pageview","page"]
--   p113 = 10

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
