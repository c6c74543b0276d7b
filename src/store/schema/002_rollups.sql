-- Counts in 15-minute buckets, kept up by views as events come in. Every time zone's offset is a
-- multiple of 15 minutes, so the buckets build the hours and days of any zone.
CREATE TABLE IF NOT EXISTS events_15m_v1
(
    project_id LowCardinality(String),
    name LowCardinality(String),
    is_bot Bool,
    bucket DateTime('UTC') CODEC(Delta, ZSTD(1)),
    events SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, is_bot, name, bucket)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_15m_mv_v1 TO events_15m_v1 AS
SELECT project_id, name, is_bot, toStartOfFifteenMinutes(time) AS bucket, count() AS events
FROM events_v1
GROUP BY project_id, name, is_bot, bucket;

-- One row for each value of a dimension: countries and devices of all events, paths of page views.
CREATE TABLE IF NOT EXISTS dimensions_15m_v1
(
    project_id LowCardinality(String),
    dimension LowCardinality(String),
    is_bot Bool,
    value String CODEC(ZSTD(1)),
    bucket DateTime('UTC') CODEC(Delta, ZSTD(1)),
    events SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, dimension, is_bot, value, bucket)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS dimensions_15m_mv_v1 TO dimensions_15m_v1 AS
SELECT project_id, pair.1 AS dimension, is_bot, pair.2 AS value, toStartOfFifteenMinutes(time) AS bucket, count() AS events
FROM events_v1
ARRAY JOIN [
    ('country', toString(country)),
    ('device_type', toString(device_type)),
    ('path', if(name IN ('pageview', 'page_view', '$pageview', 'page'), path, ''))
] AS pair
WHERE pair.2 != ''
GROUP BY project_id, dimension, is_bot, value, bucket;
