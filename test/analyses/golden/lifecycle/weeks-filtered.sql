-- marks
SELECT mark.1 AS period, mark.2 AS kind, count() AS visitors
  FROM (
    SELECT groupUniqArrayIf(indexOf({p0:Array(Int64)}, intDiv(toUnixTimestamp64Milli(events.time) - {p1:Int64}, {p2:Int64}) * {p3:Int64} + {p4:Int64}), toUnixTimestamp64Milli(events.time) >= {p5:Int64}) AS active, min(toUnixTimestamp64Milli(events.time)) AS first,
      arrayJoin(arrayConcat(
        arrayMap(period -> (period, multiIf(
          period = indexOf({p6:Array(Int64)}, if(first >= {p7:Int64}, intDiv(first - {p8:Int64}, {p9:Int64}) * {p10:Int64} + {p11:Int64}, 0)), 'new',
          has(active, period - 1), 'returning',
          'resurrecting')), active),
        arrayMap(period -> (period + 1, 'dormant'), arrayFilter(period -> NOT has(active, period + 1), active))
      )) AS mark
    FROM events WHERE toDate(events.time) <= toDate({p12:Int64}) AND events.time < fromUnixTimestamp64Milli({p13:Int64}, 'UTC') AND country = {p14:String} AND (ifNull(value >= {p15:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p16:String})::Nullable(String) = {p17:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p18:String}) AND toDate(events.time) >= toDate({p19:Int64}) AND events.time >= fromUnixTimestamp64Milli({p20:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p21:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p22:String}) AND toDate(events.time) >= toDate({p23:Int64}) AND events.time >= fromUnixTimestamp64Milli({p24:Int64}, 'UTC'))) >= {p25:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p26:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p27:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p28:String})::Nullable(String))) = {p29:String}, false)))) GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= {p30:Int64}
  GROUP BY period, kind
--   p0 = [1716076800000,1716681600000]
--   p1 = 1716076800000
--   p2 = 604800000
--   p3 = 604800000
--   p4 = 1716076800000
--   p5 = 1716076800000
--   p6 = [1716076800000,1716681600000]
--   p7 = 1716076800000
--   p8 = 1716076800000
--   p9 = 604800000
--   p10 = 604800000
--   p11 = 1716076800000
--   p12 = 19874
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
--   p30 = 2
