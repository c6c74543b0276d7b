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
    FROM events WHERE events.time < fromUnixTimestamp64Milli({p12:Int64}, 'UTC') AND country = {p13:String} AND (ifNull(value >= {p14:Float64}, false) OR (NOT ifNull(getSubcolumn(properties, {p15:String})::Nullable(String) = {p16:String}, false))) AND NOT is_bot AND visitor_hash IN (SELECT visitor_hash FROM events WHERE NOT is_bot GROUP BY visitor_hash HAVING (countIf((name = {p17:String}) AND time >= fromUnixTimestamp64Milli({p18:Int64}, 'UTC')) >= {p19:Int64} AND (countIf(isNotNull(getSubcolumn(properties, {p20:String})::Nullable(String))) > 0 AND ifNull(argMaxIf(assumeNotNull(getSubcolumn(properties, {p21:String})::Nullable(String)), (events.time, seq), isNotNull(getSubcolumn(properties, {p22:String})::Nullable(String))) = {p23:String}, false)))) GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= {p24:Int64}
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
--   p19 = 1
--   p20 = "outside"
--   p21 = "outside"
--   p22 = "outside"
--   p23 = "outside"
--   p24 = 2
