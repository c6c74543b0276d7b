-- marks
SELECT mark.1 AS period, mark.2 AS kind, count() AS visitors
  FROM (
    SELECT groupUniqArrayIf(indexOf({p0:Array(Int64)}, intDiv(toUnixTimestamp64Milli(events.time) - {p1:Int64}, {p2:Int64}) * {p3:Int64} + {p4:Int64}), events.time >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AS active, min(events.time) AS first,
      arrayJoin(arrayConcat(
        arrayMap(period -> (period, multiIf(
          period = indexOf({p6:Array(Int64)}, if(first >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC'), intDiv(toUnixTimestamp64Milli(first) - {p8:Int64}, {p9:Int64}) * {p10:Int64} + {p11:Int64}, 0)), 'new',
          has(active, period - 1), 'returning',
          'resurrecting')), active),
        arrayMap(period -> (period + 1, 'dormant'), arrayFilter(period -> NOT has(active, period + 1), active))
      )) AS mark
    FROM events WHERE events.time < fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND country = {p13:String} AND (ifNull(value >= {p14:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p15:String})::Nullable(String) = {p16:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot AND (((name = {p17:String}) AND events.time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC')) OR isNotNull(getSubcolumn(properties, {p19:String})::Nullable(String))) GROUP BY visitor_hash HAVING (countIf(((name = {p20:String}) AND events.time >= fromUnixTimestamp64Milli({p21:Int64}, 'UTC'))) >= {p22:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p23:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p24:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p25:String})::Nullable(String))) = {p26:String}, false)))) GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= {p27:Int64}
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
--   p12 = 1717200000000
--   p13 = "outside"
--   p14 = 5
--   p15 = "outside"
--   p16 = "outside"
--   p17 = "outside"
--   p18 = 1714651200000
--   p19 = "outside"
--   p20 = "outside"
--   p21 = 1714651200000
--   p22 = 1
--   p23 = "outside"
--   p24 = "outside"
--   p25 = "outside"
--   p26 = "outside"
--   p27 = 2
