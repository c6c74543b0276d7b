-- totals
SELECT uniqExact(visitor_hash) AS visitors FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC'))) >= {p15:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p17:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) = {p19:String}, false))))
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = "outside"
--   p5 = 5
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 19845
--   p10 = 1714651200000
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 19845
--   p14 = 1714651200000
--   p15 = 1
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = "outside"

-- sessions
SELECT
    count() AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE toDate(events.time) >= toDate({p10:Int64}) AND toDate(events.time) <= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND country = {p14:String} AND (ifNull(value >= {p15:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p16:String})::Nullable(String) = {p17:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p18:String}) AND toDate(events.time) >= toDate({p19:Int64}) AND events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p21:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p22:String}) AND toDate(events.time) >= toDate({p23:Int64}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC'))) >= {p25:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p26:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p27:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) = {p29:String}, false)))))
--   p0 = 1717113600000
--   p1 = 1717200000000
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = 1717113600000
--   p5 = 1717200000000
--   p6 = 1716508800000
--   p7 = 1717286400000
--   p8 = 1717113600000
--   p9 = 1717200000000
--   p10 = 19874
--   p11 = 19874
--   p12 = 1717113600000
--   p13 = 1717200000000
--   p14 = "outside"
--   p15 = 5
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 19845
--   p20 = 1714651200000
--   p21 = "outside"
--   p22 = "outside"
--   p23 = 19845
--   p24 = 1714651200000
--   p25 = 1
--   p26 = "outside"
--   p27 = "outside"
--   p28 = "outside"
--   p29 = "outside"

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND toDate(events.time) >= toDate({p9:Int64}) AND events.time >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p11:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p12:String}) AND toDate(events.time) >= toDate({p13:Int64}) AND events.time >= fromUnixTimestamp64Milli({p14:Int64}, 'UTC'))) >= {p15:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p17:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p18:String})::Nullable(String))) = {p19:String}, false)))) AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'device_type' AS kind, toString(device_type) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p20:Int64}) AND toDate(events.time) <= toDate({p21:Int64}) AND events.time >= fromUnixTimestamp64Milli({p22:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p23:Int64}, 'UTC') AND country = {p24:String} AND (ifNull(value >= {p25:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p26:String})::Nullable(String) = {p27:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p28:String}) AND toDate(events.time) >= toDate({p29:Int64}) AND events.time >= fromUnixTimestamp64Milli({p30:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p31:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p32:String}) AND toDate(events.time) >= toDate({p33:Int64}) AND events.time >= fromUnixTimestamp64Milli({p34:Int64}, 'UTC'))) >= {p35:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p36:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p37:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p38:String})::Nullable(String))) = {p39:String}, false)))) AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'country' AS kind, toString(country) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p40:Int64}) AND toDate(events.time) <= toDate({p41:Int64}) AND events.time >= fromUnixTimestamp64Milli({p42:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p43:Int64}, 'UTC') AND country = {p44:String} AND (ifNull(value >= {p45:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p46:String})::Nullable(String) = {p47:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p48:String}) AND toDate(events.time) >= toDate({p49:Int64}) AND events.time >= fromUnixTimestamp64Milli({p50:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p51:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p52:String}) AND toDate(events.time) >= toDate({p53:Int64}) AND events.time >= fromUnixTimestamp64Milli({p54:Int64}, 'UTC'))) >= {p55:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p56:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p57:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p58:String})::Nullable(String))) = {p59:String}, false)))) AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'path' AS kind, toString(path) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p60:Int64}) AND toDate(events.time) <= toDate({p61:Int64}) AND events.time >= fromUnixTimestamp64Milli({p62:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p63:Int64}, 'UTC') AND country = {p64:String} AND (ifNull(value >= {p65:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p66:String})::Nullable(String) = {p67:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p68:String}) AND toDate(events.time) >= toDate({p69:Int64}) AND events.time >= fromUnixTimestamp64Milli({p70:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p71:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p72:String}) AND toDate(events.time) >= toDate({p73:Int64}) AND events.time >= fromUnixTimestamp64Milli({p74:Int64}, 'UTC'))) >= {p75:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p76:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p77:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p78:String})::Nullable(String))) = {p79:String}, false)))) AND item != '' AND name IN {p80:Array(String)} GROUP BY kind, item))
  WHERE kind != 'path' OR place <= {p81:Int64} ORDER BY kind, events DESC, item
--   p0 = 19874
--   p1 = 19874
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = "outside"
--   p5 = 5
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 19845
--   p10 = 1714651200000
--   p11 = "outside"
--   p12 = "outside"
--   p13 = 19845
--   p14 = 1714651200000
--   p15 = 1
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = "outside"
--   p20 = 19874
--   p21 = 19874
--   p22 = 1717113600000
--   p23 = 1717200000000
--   p24 = "outside"
--   p25 = 5
--   p26 = "outside"
--   p27 = "outside"
--   p28 = "outside"
--   p29 = 19845
--   p30 = 1714651200000
--   p31 = "outside"
--   p32 = "outside"
--   p33 = 19845
--   p34 = 1714651200000
--   p35 = 1
--   p36 = "outside"
--   p37 = "outside"
--   p38 = "outside"
--   p39 = "outside"
--   p40 = 19874
--   p41 = 19874
--   p42 = 1717113600000
--   p43 = 1717200000000
--   p44 = "outside"
--   p45 = 5
--   p46 = "outside"
--   p47 = "outside"
--   p48 = "outside"
--   p49 = 19845
--   p50 = 1714651200000
--   p51 = "outside"
--   p52 = "outside"
--   p53 = 19845
--   p54 = 1714651200000
--   p55 = 1
--   p56 = "outside"
--   p57 = "outside"
--   p58 = "outside"
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
--   p80 = ["pageview","page_view","$pageview","page"]
--   p81 = 10
