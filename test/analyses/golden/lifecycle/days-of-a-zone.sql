-- marks
SELECT mark.1 AS period, mark.2 AS kind, count() AS visitors
  FROM (
    SELECT groupUniqArrayIf(indexOf({p0:Array(Int64)}, roundDown(toUnixTimestamp64Milli(events.time), {p1:Array(Int64)})), toUnixTimestamp64Milli(events.time) >= {p2:Int64}) AS active, min(toUnixTimestamp64Milli(events.time)) AS first,
      arrayJoin(arrayConcat(
        arrayMap(period -> (period, multiIf(
          period = indexOf({p3:Array(Int64)}, if(first >= {p4:Int64}, roundDown(first, {p5:Array(Int64)}), 0)), 'new',
          has(active, period - 1), 'returning',
          'resurrecting')), active),
        arrayMap(period -> (period + 1, 'dormant'), arrayFilter(period -> NOT has(active, period + 1), active))
      )) AS mark
    FROM events WHERE toDate(events.time) <= toDate({p6:Int64}) AND events.time < fromUnixTimestamp64Milli({p7:Int64}, 'UTC') AND NOT is_bot GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= {p8:Int64}
  GROUP BY period, kind
--   p0 = [1711666800000,1711753200000,1711839600000,1711922400000]
--   p1 = [1711666800000,1711753200000,1711839600000,1711922400000]
--   p2 = 1711666800000
--   p3 = [1711666800000,1711753200000,1711839600000,1711922400000]
--   p4 = 1711666800000
--   p5 = [1711666800000,1711753200000,1711839600000,1711922400000]
--   p6 = 19814
--   p7 = 1712008800000
--   p8 = 4
