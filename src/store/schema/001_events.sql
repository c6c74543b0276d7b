-- Events, one row each. Ordered for reading a project's days by name; within a day and name, a
-- visitor's events lie together in the order of time. `seq` is the loader's running number: the order
-- of arrival, which decides between events of the same millisecond. `session_seed` is the time of the
-- event that opened the session; with `session_id` it finds a session's row in `sessions_v1`.
CREATE TABLE IF NOT EXISTS events_v1
(
    project_id LowCardinality(String),
    event_id String CODEC(ZSTD(1)),
    name LowCardinality(String),
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    seq UInt64 CODEC(Delta, ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    anonymous_id String CODEC(ZSTD(1)),
    visitor_id String CODEC(ZSTD(1)),
    visitor_hash UInt64 DEFAULT sipHash64(visitor_id) CODEC(ZSTD(1)),
    session_id String CODEC(ZSTD(1)),
    session_seed DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    url String CODEC(ZSTD(1)),
    path String CODEC(ZSTD(1)),
    title String CODEC(ZSTD(1)),
    referrer String CODEC(ZSTD(1)),
    referrer_domain LowCardinality(String),
    channel LowCardinality(String),
    utm_source LowCardinality(String),
    utm_medium LowCardinality(String),
    utm_campaign LowCardinality(String),
    utm_term LowCardinality(String),
    utm_content LowCardinality(String),
    device_type LowCardinality(String),
    os LowCardinality(String),
    os_version LowCardinality(String),
    browser LowCardinality(String),
    browser_version LowCardinality(String),
    is_bot Bool,
    bot_name LowCardinality(String),
    country LowCardinality(String),
    region LowCardinality(String),
    city LowCardinality(String),
    value Nullable(Float64) CODEC(ZSTD(1)),
    currency LowCardinality(String),
    source LowCardinality(String),
    ip_hash String CODEC(ZSTD(1)),
    properties JSON CODEC(ZSTD(1)),
    INDEX seq_minmax seq TYPE minmax GRANULARITY 1,
    INDEX event_id_bloom event_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX visitor_bloom visitor_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX session_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (project_id, toDate(time), name, visitor_hash, time)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
