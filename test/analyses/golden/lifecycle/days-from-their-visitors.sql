-- marks
SELECT mark.1 AS period, mark.2 AS kind, count() AS visitors
  FROM (
    SELECT groupUniqArrayIf(indexOf({p0:Array(Int64)}, intDiv(toInt64(toUnixTimestamp(toDateTime(day, 'UTC'))) * 1000 - {p1:Int64}, {p2:Int64}) * {p3:Int64} + {p4:Int64}), toInt64(toUnixTimestamp(toDateTime(day, 'UTC'))) * 1000 >= {p5:Int64}) AS active, min(toInt64(toUnixTimestamp(toDateTime(day, 'UTC'))) * 1000) AS first,
      arrayJoin(arrayConcat(
        arrayMap(period -> (period, multiIf(
          period = indexOf({p6:Array(Int64)}, if(first >= {p7:Int64}, intDiv(first - {p8:Int64}, {p9:Int64}) * {p10:Int64} + {p11:Int64}, 0)), 'new',
          has(active, period - 1), 'returning',
          'resurrecting')), active),
        arrayMap(period -> (period + 1, 'dormant'), arrayFilter(period -> NOT has(active, period + 1), active))
      )) AS mark
    FROM (SELECT day, visitor_hash, events, sample_factor FROM visitors_1d WHERE day < toDate(fromUnixTimestamp64Milli({p12:Int64}, 'UTC')) AND NOT is_bot
    UNION ALL
    SELECT toDate(events.time) AS day, visitor_hash, toUInt64(1) AS events, sample_factor
    FROM events WHERE (toDate(events.time) >= toDate({p13:Int64}) AND toDate(events.time) <= toDate({p14:Int64}) AND events.time >= fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND events.time < fromUnixTimestamp64Milli({p16:Int64}, 'UTC')) AND NOT is_bot) GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= {p17:Int64}
  GROUP BY period, kind
--   p0 = [1716854400000,1716940800000,1717027200000,1717113600000,1717200000000]
--   p1 = 1716854400000
--   p2 = 86400000
--   p3 = 86400000
--   p4 = 1716854400000
--   p5 = 1716854400000
--   p6 = [1716854400000,1716940800000,1717027200000,1717113600000,1717200000000]
--   p7 = 1716854400000
--   p8 = 1716854400000
--   p9 = 86400000
--   p10 = 86400000
--   p11 = 1716854400000
--   p12 = 1717200000000
--   p13 = 19875
--   p14 = 19875
--   p15 = 1717200000000
--   p16 = 1717243620000
--   p17 = 5
