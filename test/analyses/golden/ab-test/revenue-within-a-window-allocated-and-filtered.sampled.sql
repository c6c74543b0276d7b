-- variants
SELECT variant, grouping(variant) AS is_total, countIf(NOT in_several) AS visitors,
    countIf(in_several) AS in_several_visitors, countIf(hits > 0 AND NOT in_several) AS converted,
    ifNotFinite(avgIf(total, NOT in_several), 0) AS mean, ifNotFinite(varSampStableIf(total, NOT in_several), 0) AS variance, toFloat64(assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p16:String}) AND toDate(events.time) >= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC'))) >= {p19:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p21:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) = {p23:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))))) < 18446744073709551616. AND ((name = {p28:String} AND path = {p29:String}) OR ((name = {p30:String} AND isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p32:String})::Nullable(String))))))) AS factor FROM (
  SELECT visitor_hash, variant, in_several, length(counted) AS hits, arraySum(hit -> hit.3, counted) AS total FROM (
  SELECT visitor_hash, variant, in_several, arrayFilter(hit -> (hit.1, hit.2) > exposure AND hit.1 <= exposure.1 + {p33:Int64}, later) AS counted FROM (
  SELECT visitor_hash, minIf((at, seq), is_assignment) AS exposure, argMinIf(assigned, (at, seq), is_assignment) AS variant,
    minIf(assigned, is_assignment) != maxIf(assigned, is_assignment) AS in_several,
    groupArrayIf((at, seq, amount), is_hit) AS later FROM (
  SELECT visitor_hash, toUnixTimestamp64Milli(events.time) AS at, seq, (name = {p34:String} AND isNotNull(getSubcolumn(properties, {p35:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p36:String})::Nullable(String)) AS is_assignment, (name = {p37:String} AND path = {p38:String}) AS is_hit,
    ifNull(getSubcolumn(properties, {p39:String})::Nullable(String), '') AS assigned, if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p40:String})::Nullable(String)), 0)), ifNull(toFloat64OrNull(getSubcolumn(properties, {p41:String})::Nullable(String)), 0), toFloat64(0)) AS amount FROM events
  WHERE toDate(events.time) >= toDate({p42:Int64}) AND toDate(events.time) <= toDate({p43:Int64}) AND events.time >= fromUnixTimestamp64Milli({p44:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p45:Int64}, 'UTC') AND country = {p46:String} AND (ifNull(value >= {p47:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p48:String})::Nullable(String) = {p49:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p50:String}) AND toDate(events.time) >= toDate({p51:Int64}) AND events.time >= fromUnixTimestamp64Milli({p52:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p53:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p54:String}) AND toDate(events.time) >= toDate({p55:Int64}) AND events.time >= fromUnixTimestamp64Milli({p56:Int64}, 'UTC'))) >= {p57:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p58:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p59:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p60:String})::Nullable(String))) = {p61:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p62:String}) AND toDate(events.time) >= toDate({p63:Int64}) AND events.time >= fromUnixTimestamp64Milli({p64:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p65:String})::Nullable(String))))) < 18446744073709551616. AND ((name = {p66:String} AND path = {p67:String}) OR ((name = {p68:String} AND isNotNull(getSubcolumn(properties, {p69:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p70:String})::Nullable(String)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p71:String}) AND toDate(events.time) >= toDate({p72:Int64}) AND events.time >= fromUnixTimestamp64Milli({p73:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p74:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p75:Int64}) AND toDate(events.time) <= toDate({p76:Int64}) AND events.time >= fromUnixTimestamp64Milli({p77:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p78:Int64}, 'UTC') AND country = {p79:String} AND (ifNull(value >= {p80:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p81:String})::Nullable(String) = {p82:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p83:String}) AND toDate(events.time) >= toDate({p84:Int64}) AND events.time >= fromUnixTimestamp64Milli({p85:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p86:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p87:String}) AND toDate(events.time) >= toDate({p88:Int64}) AND events.time >= fromUnixTimestamp64Milli({p89:Int64}, 'UTC'))) >= {p90:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p91:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p92:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p93:String})::Nullable(String))) = {p94:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p95:String}) AND toDate(events.time) >= toDate({p96:Int64}) AND events.time >= fromUnixTimestamp64Milli({p97:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p98:String})::Nullable(String))))) < 18446744073709551616. AND ((name = {p99:String} AND path = {p100:String}) OR ((name = {p101:String} AND isNotNull(getSubcolumn(properties, {p102:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p103:String})::Nullable(String)))))) < 18446744073709551616.) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0)))
  GROUP BY GROUPING SETS ((variant), ())
  ORDER BY is_total DESC, has({p104:Array(String)}, variant) DESC, visitors DESC, variant
  LIMIT {p105:Int64}
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
--   p28 = "purchase"
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = 86400000
--   p34 = "outside"
--   p35 = "outside"
--   p36 = "outside"
--   p37 = "purchase"
--   p38 = "outside"
--   p39 = "outside"
--   p40 = "outside"
--   p41 = "outside"
--   p42 = 19874
--   p43 = 19874
--   p44 = 1717113600000
--   p45 = 1717200000000
--   p46 = "outside"
--   p47 = 5
--   p48 = "outside"
--   p49 = "outside"
--   p50 = "outside"
--   p51 = 19845
--   p52 = 1714651200000
--   p53 = "outside"
--   p54 = "outside"
--   p55 = 19845
--   p56 = 1714651200000
--   p57 = 1
--   p58 = "outside"
--   p59 = "outside"
--   p60 = "outside"
--   p61 = "outside"
--   p62 = "outside"
--   p63 = 19845
--   p64 = 1714651200000
--   p65 = "outside"
--   p66 = "purchase"
--   p67 = "outside"
--   p68 = "outside"
--   p69 = "outside"
--   p70 = "outside"
--   p71 = "outside"
--   p72 = 19845
--   p73 = 1714651200000
--   p74 = "outside"
--   p75 = 19874
--   p76 = 19874
--   p77 = 1717113600000
--   p78 = 1717200000000
--   p79 = "outside"
--   p80 = 5
--   p81 = "outside"
--   p82 = "outside"
--   p83 = "outside"
--   p84 = 19845
--   p85 = 1714651200000
--   p86 = "outside"
--   p87 = "outside"
--   p88 = 19845
--   p89 = 1714651200000
--   p90 = 1
--   p91 = "outside"
--   p92 = "outside"
--   p93 = "outside"
--   p94 = "outside"
--   p95 = "outside"
--   p96 = 19845
--   p97 = 1714651200000
--   p98 = "outside"
--   p99 = "purchase"
--   p100 = "outside"
--   p101 = "outside"
--   p102 = "outside"
--   p103 = "outside"
--   p104 = ["outside","B"]
--   p105 = 21

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p0:String}) AND toDate(events.time) >= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p3:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p4:Int64}) AND toDate(events.time) <= toDate({p5:Int64}) AND events.time >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND country = {p8:String} AND (ifNull(value >= {p9:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p10:String})::Nullable(String) = {p11:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p15:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p16:String}) AND toDate(events.time) >= toDate({p17:Int64}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC'))) >= {p19:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p21:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) = {p23:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p24:String}) AND toDate(events.time) >= toDate({p25:Int64}) AND events.time >= fromUnixTimestamp64Milli({p26:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p27:String})::Nullable(String))))) < 18446744073709551616. AND ((name = {p28:String} AND path = {p29:String}) OR ((name = {p30:String} AND isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p32:String})::Nullable(String))))))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, 1 AS n FROM (
  SELECT visitor_hash, variant, in_several, length(counted) AS hits, arraySum(hit -> hit.3, counted) AS total FROM (
  SELECT visitor_hash, variant, in_several, arrayFilter(hit -> (hit.1, hit.2) > exposure AND hit.1 <= exposure.1 + {p33:Int64}, later) AS counted FROM (
  SELECT visitor_hash, minIf((at, seq), is_assignment) AS exposure, argMinIf(assigned, (at, seq), is_assignment) AS variant,
    minIf(assigned, is_assignment) != maxIf(assigned, is_assignment) AS in_several,
    groupArrayIf((at, seq, amount), is_hit) AS later FROM (
  SELECT visitor_hash, toUnixTimestamp64Milli(events.time) AS at, seq, (name = {p34:String} AND isNotNull(getSubcolumn(properties, {p35:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p36:String})::Nullable(String)) AS is_assignment, (name = {p37:String} AND path = {p38:String}) AS is_hit,
    ifNull(getSubcolumn(properties, {p39:String})::Nullable(String), '') AS assigned, if(isFinite(ifNull(toFloat64OrNull(getSubcolumn(properties, {p40:String})::Nullable(String)), 0)), ifNull(toFloat64OrNull(getSubcolumn(properties, {p41:String})::Nullable(String)), 0), toFloat64(0)) AS amount FROM events
  WHERE toDate(events.time) >= toDate({p42:Int64}) AND toDate(events.time) <= toDate({p43:Int64}) AND events.time >= fromUnixTimestamp64Milli({p44:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p45:Int64}, 'UTC') AND country = {p46:String} AND (ifNull(value >= {p47:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p48:String})::Nullable(String) = {p49:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p50:String}) AND toDate(events.time) >= toDate({p51:Int64}) AND events.time >= fromUnixTimestamp64Milli({p52:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p53:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p54:String}) AND toDate(events.time) >= toDate({p55:Int64}) AND events.time >= fromUnixTimestamp64Milli({p56:Int64}, 'UTC'))) >= {p57:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p58:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p59:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p60:String})::Nullable(String))) = {p61:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p62:String}) AND toDate(events.time) >= toDate({p63:Int64}) AND events.time >= fromUnixTimestamp64Milli({p64:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p65:String})::Nullable(String))))) < 18446744073709551616. AND ((name = {p66:String} AND path = {p67:String}) OR ((name = {p68:String} AND isNotNull(getSubcolumn(properties, {p69:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p70:String})::Nullable(String)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(greatest(sample_factor, assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p71:String}) AND toDate(events.time) >= toDate({p72:Int64}) AND events.time >= fromUnixTimestamp64Milli({p73:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p74:String})::Nullable(String))))))), 1) FROM events WHERE toDate(events.time) >= toDate({p75:Int64}) AND toDate(events.time) <= toDate({p76:Int64}) AND events.time >= fromUnixTimestamp64Milli({p77:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p78:Int64}, 'UTC') AND country = {p79:String} AND (ifNull(value >= {p80:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p81:String})::Nullable(String) = {p82:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p83:String}) AND toDate(events.time) >= toDate({p84:Int64}) AND events.time >= fromUnixTimestamp64Milli({p85:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p86:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p87:String}) AND toDate(events.time) >= toDate({p88:Int64}) AND events.time >= fromUnixTimestamp64Milli({p89:Int64}, 'UTC'))) >= {p90:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p91:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p92:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p93:String})::Nullable(String))) = {p94:String}, false)))) AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE NOT is_bot AND (((name = {p95:String}) AND toDate(events.time) >= toDate({p96:Int64}) AND events.time >= fromUnixTimestamp64Milli({p97:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p98:String})::Nullable(String))))) < 18446744073709551616. AND ((name = {p99:String} AND path = {p100:String}) OR ((name = {p101:String} AND isNotNull(getSubcolumn(properties, {p102:String})::Nullable(String))) AND isNotNull(getSubcolumn(properties, {p103:String})::Nullable(String)))))) < 18446744073709551616.) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0)))))
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
--   p28 = "purchase"
--   p29 = "outside"
--   p30 = "outside"
--   p31 = "outside"
--   p32 = "outside"
--   p33 = 86400000
--   p34 = "outside"
--   p35 = "outside"
--   p36 = "outside"
--   p37 = "purchase"
--   p38 = "outside"
--   p39 = "outside"
--   p40 = "outside"
--   p41 = "outside"
--   p42 = 19874
--   p43 = 19874
--   p44 = 1717113600000
--   p45 = 1717200000000
--   p46 = "outside"
--   p47 = 5
--   p48 = "outside"
--   p49 = "outside"
--   p50 = "outside"
--   p51 = 19845
--   p52 = 1714651200000
--   p53 = "outside"
--   p54 = "outside"
--   p55 = 19845
--   p56 = 1714651200000
--   p57 = 1
--   p58 = "outside"
--   p59 = "outside"
--   p60 = "outside"
--   p61 = "outside"
--   p62 = "outside"
--   p63 = 19845
--   p64 = 1714651200000
--   p65 = "outside"
--   p66 = "purchase"
--   p67 = "outside"
--   p68 = "outside"
--   p69 = "outside"
--   p70 = "outside"
--   p71 = "outside"
--   p72 = 19845
--   p73 = 1714651200000
--   p74 = "outside"
--   p75 = 19874
--   p76 = 19874
--   p77 = 1717113600000
--   p78 = 1717200000000
--   p79 = "outside"
--   p80 = 5
--   p81 = "outside"
--   p82 = "outside"
--   p83 = "outside"
--   p84 = 19845
--   p85 = 1714651200000
--   p86 = "outside"
--   p87 = "outside"
--   p88 = 19845
--   p89 = 1714651200000
--   p90 = 1
--   p91 = "outside"
--   p92 = "outside"
--   p93 = "outside"
--   p94 = "outside"
--   p95 = "outside"
--   p96 = 19845
--   p97 = 1714651200000
--   p98 = "outside"
--   p99 = "purchase"
--   p100 = "outside"
--   p101 = "outside"
--   p102 = "outside"
--   p103 = "outside"
