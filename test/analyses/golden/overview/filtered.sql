-- totals
SELECT count() AS events, uniqExact(visitor_hash) AS visitors FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false))))
--   p0 = 19874
--   p1 = 19875
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = "outside"
--   p5 = 5
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 1714651200000
--   p10 = "outside"
--   p11 = "outside"
--   p12 = 1714651200000
--   p13 = 1
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"

-- sessions
SELECT
    count() AS active,
    countIf(started_at >= fromUnixTimestamp64Milli({p0:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p1:Int64}, 'UTC')) AS started,
    sumIf(duration_ms, started_at >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')) AS duration_ms,
    countIf(page_views = 1 AND events = 1 AND started_at >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS bounces
  FROM sessions WHERE session_seed >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC') AND session_seed < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND ended_at >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC') AND started_at < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE toDate(events.time) >= toDate({p10:Int64}) AND toDate(events.time) <= toDate({p11:Int64}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND country = {p14:String} AND (ifNull(value >= {p15:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p16:String})::Nullable(String) = {p17:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p18:String}) AND events.time >= fromUnixTimestamp64Milli({p19:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p21:String}) AND events.time >= fromUnixTimestamp64Milli({p22:Int64}, 'UTC'))) >= {p23:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p24:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p25:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p26:String})::Nullable(String))) = {p27:String}, false)))))
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
--   p11 = 19875
--   p12 = 1717113600000
--   p13 = 1717200000000
--   p14 = "outside"
--   p15 = 5
--   p16 = "outside"
--   p17 = "outside"
--   p18 = "outside"
--   p19 = 1714651200000
--   p20 = "outside"
--   p21 = "outside"
--   p22 = 1714651200000
--   p23 = 1
--   p24 = "outside"
--   p25 = "outside"
--   p26 = "outside"
--   p27 = "outside"

-- counts
SELECT kind, item, events FROM (
    SELECT kind, item, events, row_number() OVER (PARTITION BY kind ORDER BY events DESC, item) AS place FROM (
    SELECT 'name' AS kind, toString(name) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p0:Int64}) AND toDate(events.time) <= toDate({p1:Int64}) AND events.time >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND country = {p4:String} AND (ifNull(value >= {p5:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p6:String})::Nullable(String) = {p7:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p8:String}) AND events.time >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p10:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p11:String}) AND events.time >= fromUnixTimestamp64Milli({p12:Int64}, 'UTC'))) >= {p13:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p14:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p15:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p16:String})::Nullable(String))) = {p17:String}, false)))) AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'device_type' AS kind, toString(device_type) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p18:Int64}) AND toDate(events.time) <= toDate({p19:Int64}) AND events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p21:Int64}, 'UTC') AND country = {p22:String} AND (ifNull(value >= {p23:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p24:String})::Nullable(String) = {p25:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p26:String}) AND events.time >= fromUnixTimestamp64Milli({p27:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p29:String}) AND events.time >= fromUnixTimestamp64Milli({p30:Int64}, 'UTC'))) >= {p31:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p32:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p33:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p34:String})::Nullable(String))) = {p35:String}, false)))) AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'country' AS kind, toString(country) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p36:Int64}) AND toDate(events.time) <= toDate({p37:Int64}) AND events.time >= fromUnixTimestamp64Milli({p38:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p39:Int64}, 'UTC') AND country = {p40:String} AND (ifNull(value >= {p41:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p42:String})::Nullable(String) = {p43:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p44:String}) AND events.time >= fromUnixTimestamp64Milli({p45:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p46:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p47:String}) AND events.time >= fromUnixTimestamp64Milli({p48:Int64}, 'UTC'))) >= {p49:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p50:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p51:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p52:String})::Nullable(String))) = {p53:String}, false)))) AND item != '' GROUP BY kind, item
UNION ALL
SELECT 'path' AS kind, toString(path) AS item, count() AS events
    FROM events WHERE toDate(events.time) >= toDate({p54:Int64}) AND toDate(events.time) <= toDate({p55:Int64}) AND events.time >= fromUnixTimestamp64Milli({p56:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p57:Int64}, 'UTC') AND country = {p58:String} AND (ifNull(value >= {p59:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p60:String})::Nullable(String) = {p61:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p62:String}) AND events.time >= fromUnixTimestamp64Milli({p63:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p64:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p65:String}) AND events.time >= fromUnixTimestamp64Milli({p66:Int64}, 'UTC'))) >= {p67:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p68:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p69:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p70:String})::Nullable(String))) = {p71:String}, false)))) AND item != '' AND name IN {p72:Array(String)} GROUP BY kind, item))
  WHERE kind != 'path' OR place <= {p73:Int64} ORDER BY kind, events DESC, item
--   p0 = 19874
--   p1 = 19875
--   p2 = 1717113600000
--   p3 = 1717200000000
--   p4 = "outside"
--   p5 = 5
--   p6 = "outside"
--   p7 = "outside"
--   p8 = "outside"
--   p9 = 1714651200000
--   p10 = "outside"
--   p11 = "outside"
--   p12 = 1714651200000
--   p13 = 1
--   p14 = "outside"
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"
--   p18 = 19874
--   p19 = 19875
--   p20 = 1717113600000
--   p21 = 1717200000000
--   p22 = "outside"
--   p23 = 5
--   p24 = "outside"
--   p25 = "outside"
--   p26 = "outside"
--   p27 = 1714651200000
--   p28 = "outside"
--   p29 = "outside"
--   p30 = 1714651200000
--   p31 = 1
--   p32 = "outside"
--   p33 = "outside"
--   p34 = "outside"
--   p35 = "outside"
--   p36 = 19874
--   p37 = 19875
--   p38 = 1717113600000
--   p39 = 1717200000000
--   p40 = "outside"
--   p41 = 5
--   p42 = "outside"
--   p43 = "outside"
--   p44 = "outside"
--   p45 = 1714651200000
--   p46 = "outside"
--   p47 = "outside"
--   p48 = 1714651200000
--   p49 = 1
--   p50 = "outside"
--   p51 = "outside"
--   p52 = "outside"
--   p53 = "outside"
--   p54 = 19874
--   p55 = 19875
--   p56 = 1717113600000
--   p57 = 1717200000000
--   p58 = "outside"
--   p59 = 5
--   p60 = "outside"
--   p61 = "outside"
--   p62 = "outside"
--   p63 = 1714651200000
--   p64 = "outside"
--   p65 = "outside"
--   p66 = 1714651200000
--   p67 = 1
--   p68 = "outside"
--   p69 = "outside"
--   p70 = "outside"
--   p71 = "outside"
--   p72 = ["pageview","page_view","$pageview","page"]
--   p73 = 10
