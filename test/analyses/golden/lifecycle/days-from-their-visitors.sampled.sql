-- marks
SELECT mark.1 AS period, mark.2 AS kind, count() * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) <= toDate({p0:Int64}) AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot)) AS visitors
  FROM (
    SELECT groupUniqArrayIf(indexOf({p2:Array(Int64)}, intDiv(toUnixTimestamp64Milli(events.time) - {p3:Int64}, {p4:Int64}) * {p5:Int64} + {p6:Int64}), toUnixTimestamp64Milli(events.time) >= {p7:Int64}) AS active, min(toUnixTimestamp64Milli(events.time)) AS first,
      arrayJoin(arrayConcat(
        arrayMap(period -> (period, multiIf(
          period = indexOf({p8:Array(Int64)}, if(first >= {p9:Int64}, intDiv(first - {p10:Int64}, {p11:Int64}) * {p12:Int64} + {p13:Int64}, 0)), 'new',
          has(active, period - 1), 'returning',
          'resurrecting')), active),
        arrayMap(period -> (period + 1, 'dormant'), arrayFilter(period -> NOT has(active, period + 1), active))
      )) AS mark
    FROM events WHERE toDate(events.time) <= toDate({p14:Int64}) AND events.time < fromUnixTimestamp64Milli({p15:Int64}, 'UTC') AND NOT is_bot AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) <= toDate({p16:Int64}) AND events.time < fromUnixTimestamp64Milli({p17:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616. GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= {p18:Int64}
  GROUP BY period, kind
--   p0 = 19875
--   p1 = 1717243620000
--   p2 = [1716854400000,1716940800000,1717027200000,1717113600000,1717200000000]
--   p3 = 1716854400000
--   p4 = 86400000
--   p5 = 86400000
--   p6 = 1716854400000
--   p7 = 1716854400000
--   p8 = [1716854400000,1716940800000,1717027200000,1717113600000,1717200000000]
--   p9 = 1716854400000
--   p10 = 1716854400000
--   p11 = 86400000
--   p12 = 86400000
--   p13 = 1716854400000
--   p14 = 19875
--   p15 = 1717243620000
--   p16 = 19875
--   p17 = 1717243620000
--   p18 = 5

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) <= toDate({p0:Int64}) AND events.time < fromUnixTimestamp64Milli({p1:Int64}, 'UTC') AND NOT is_bot))) AS factor, factor AS most, n * factor AS total FROM (
  SELECT visitor_hash, 1 AS n FROM events WHERE toDate(events.time) <= toDate({p2:Int64}) AND events.time < fromUnixTimestamp64Milli({p3:Int64}, 'UTC') AND NOT is_bot AND toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * assumeNotNull((SELECT greatest(max(sample_factor), 1) FROM events WHERE toDate(events.time) <= toDate({p4:Int64}) AND events.time < fromUnixTimestamp64Milli({p5:Int64}, 'UTC') AND NOT is_bot)) < 18446744073709551616. AND toUnixTimestamp64Milli(events.time) >= {p6:Int64} GROUP BY visitor_hash))
--   p0 = 19875
--   p1 = 1717243620000
--   p2 = 19875
--   p3 = 1717243620000
--   p4 = 19875
--   p5 = 1717243620000
--   p6 = 1716854400000
