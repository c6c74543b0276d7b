-- Counts that views keep up as events come in. Every time zone's offset is a multiple of 15 minutes, so
-- the 15-minute buckets build the hours and days of any zone. Rows of the same key are added up by
-- background merges, so a reader always adds up too: `sum(events)`, never `count()`.

-- Events by name.
CREATE TABLE IF NOT EXISTS events_15m_v1 {{on_cluster}}
(
    project_id LowCardinality(String),
    name LowCardinality(String),
    is_bot Bool,
    bucket DateTime('UTC') CODEC(T64, ZSTD(1)),
    events SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))
)
ENGINE = {{replicated}}AggregatingMergeTree
PARTITION BY toYear(bucket) * 100
ORDER BY (project_id, is_bot, name, bucket)
SETTINGS {{deduplication_window}} = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_15m_mv_v1 {{on_cluster}} TO events_15m_v1 AS
SELECT project_id, name, is_bot, toStartOfFifteenMinutes(time) AS bucket, count() AS events
FROM events_v1
GROUP BY project_id, name, is_bot, bucket;

-- Events by the value of a dimension; 'path' counts page views only. The empty value is not stored: it
-- is what remains of `events_15m_v1` (of the page views' names, for 'path').
CREATE TABLE IF NOT EXISTS dimensions_15m_v1 {{on_cluster}}
(
    project_id LowCardinality(String),
    dimension LowCardinality(String),
    is_bot Bool,
    bucket DateTime('UTC') CODEC(T64, ZSTD(1)),
    value String CODEC(ZSTD(1)),
    events SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))
)
ENGINE = {{replicated}}AggregatingMergeTree
PARTITION BY toYear(bucket) * 100
ORDER BY (project_id, dimension, is_bot, bucket, value)
SETTINGS {{deduplication_window}} = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS dimensions_15m_mv_v1 {{on_cluster}} TO dimensions_15m_v1 AS
SELECT project_id, pair.1 AS dimension, is_bot, toStartOfFifteenMinutes(time) AS bucket, pair.2 AS value, count() AS events
FROM events_v1
ARRAY JOIN [
    ('device_type', toString(device_type)),
    ('country', toString(country)),
    ('path', if(name IN ('pageview', 'page_view', '$pageview', 'page'), toString(path), '')),
    ('referrer_domain', toString(referrer_domain)),
    ('channel', toString(channel)),
    ('browser', toString(browser)),
    ('os', toString(os))
] AS pair
WHERE value != ''
GROUP BY project_id, dimension, is_bot, bucket, value;

-- The visitors of each UTC day, for exact unique visitors: about a fifth of the events' rows, and only
-- the columns that counting needs. A visitor may have several rows until they are merged, so a reader
-- counts `uniqExact(visitor_hash)`.
CREATE TABLE IF NOT EXISTS visitors_1d_v1 {{on_cluster}}
(
    project_id LowCardinality(String),
    is_bot Bool,
    day Date,
    visitor_hash UInt64 CODEC(LZ4),
    events SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))
)
ENGINE = {{replicated}}AggregatingMergeTree
PARTITION BY toYear(day) * 100
ORDER BY (project_id, is_bot, day, visitor_hash)
SETTINGS {{deduplication_window}} = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS visitors_1d_mv_v1 {{on_cluster}} TO visitors_1d_v1 AS
SELECT project_id, is_bot, toDate(time) AS day, visitor_hash, count() AS events
FROM events_v1
GROUP BY project_id, is_bot, day, visitor_hash;
