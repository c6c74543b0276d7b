-- totals
SELECT sum(sample_factor) AS events, arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))) AS visitors, arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(sipHash64(session_id)), 32), sample_factor))))) AS sessions,
    uniqExact(name) AS names, minOrNull(toUnixTimestamp64Milli(time)) AS first_at, maxOrNull(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE NOT is_bot

-- names
SELECT name AS item, sum(sample_factor) AS events, arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(groupUniqArray(bitOr(bitShiftLeft(toUInt128(visitor_hash), 32), sample_factor))))) AS visitors FROM events
  WHERE NOT is_bot GROUP BY item ORDER BY events DESC, item LIMIT {p0:Int64}
--   p0 = 100

-- bound
SELECT max(most) AS factor_max, sum(total) AS estimate, sum(total * total * (1 - 1 / factor)) AS variance FROM (
  SELECT toFloat64(sum(sample_factor)) AS total, max(sample_factor) AS factor, max(sample_factor) AS most
  FROM events WHERE NOT is_bot GROUP BY visitor_hash)
