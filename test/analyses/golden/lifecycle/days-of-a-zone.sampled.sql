-- marks
SELECT mark.1 AS period, mark.2 AS kind, count() * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) <= toDate({p0:Int64}) AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot)) AS visitors
  FROM (
    SELECT groupUniqArrayIf(indexOf({p2:Array(Int64)}, roundDown(toUnixTimestamp64Milli(events.time), {p3:Array(Int64)})), toUnixTimestamp64Milli(events.time) >= {p4:Int64}) AS active, min(toUnixTimestamp64Milli(events.time)) AS first,
      arrayJoin(arrayConcat(
        arrayMap(period -> (period, multiIf(
          period = indexOf({p5:Array(Int64)}, if(first >= {p6:Int64}, roundDown(first, {p7:Array(Int64)}), 0)), 'new',
          has(active, period - 1), 'returning',
          'resurrecting')), active),
        arrayMap(period -> (period + 1, 'dormant'), arrayFilter(period -> NOT has(active, period + 1), active))
      )) AS mark
    FROM events WHERE toDate(events.time) <= toDate({p8:Int64}) AND events.time < fromUnixTimestamp64Milli({p9:Int64}, 'UTC') AND NOT is_bot AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) <= toDate({p10:Int64}) AND events.time < fromUnixTimestamp64Milli({p11:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616. GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= {p12:Int64}
  GROUP BY period, kind
--   p0 = 19814
--   p1 = 1712008800000
--   p2 = [1711666800000,1711753200000,1711839600000,1711922400000]
--   p3 = [1711666800000,1711753200000,1711839600000,1711922400000]
--   p4 = 1711666800000
--   p5 = [1711666800000,1711753200000,1711839600000,1711922400000]
--   p6 = 1711666800000
--   p7 = [1711666800000,1711753200000,1711839600000,1711922400000]
--   p8 = 19814
--   p9 = 1712008800000
--   p10 = 19814
--   p11 = 1712008800000
--   p12 = 4

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) <= toDate({p0:Int64}) AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, 1 AS n FROM events WHERE toDate(events.time) <= toDate({p2:Int64}) AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) <= toDate({p4:Int64}) AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616. AND toUnixTimestamp64Milli(events.time) >= {p6:Int64} GROUP BY visitor_hash))
--   p0 = 19814
--   p1 = 1712008800000
--   p2 = 19814
--   p3 = 1712008800000
--   p4 = 19814
--   p5 = 1712008800000
--   p6 = 1711666800000
