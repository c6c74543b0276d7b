-- loaded
SELECT count() AS events, uniqExact((ifNull(getSubcolumn(properties, {p0:String})::Nullable(String), ''), toDate(time))) AS site_days
  FROM events WHERE seq >= {p1:Int64} AND seq < {p2:Int64}
--   p0 = "site_id"
--   p1 = 17
--   p2 = 4711
