-- Facts of each session, kept up by a view. A session is known by (session_id, session_seed); its rows
-- merge in the background, so readers group by both. Partitioned and ordered by the seed, which is a
-- time of one of the session's events and never changes: a range of starts is a range of seeds, plus a
-- margin for sessions whose earlier events arrived later.
CREATE TABLE IF NOT EXISTS sessions_v1
(
    project_id LowCardinality(String),
    session_seed DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    session_id String CODEC(ZSTD(1)),
    started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
    ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
    events SimpleAggregateFunction(sum, UInt64),
    page_views SimpleAggregateFunction(sum, UInt64),
    is_bot SimpleAggregateFunction(max, UInt8),
    visitor_id AggregateFunction(argMax, String, Tuple(DateTime64(3, 'UTC'), UInt64)),
    user_id SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
    landing_path AggregateFunction(argMin, String, Tuple(DateTime64(3, 'UTC'), UInt64)),
    exit_path AggregateFunction(argMax, String, Tuple(DateTime64(3, 'UTC'), UInt64)),
    referrer AggregateFunction(argMin, String, Tuple(DateTime64(3, 'UTC'), UInt64)),
    country AggregateFunction(argMin, String, Tuple(DateTime64(3, 'UTC'), UInt64)),
    device_type AggregateFunction(argMin, String, Tuple(DateTime64(3, 'UTC'), UInt64)),
    channel AggregateFunction(argMin, String, Tuple(DateTime64(3, 'UTC'), UInt64)),
    INDEX session_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(session_seed)
ORDER BY (project_id, session_seed, session_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS sessions_mv_v1 TO sessions_v1 AS
WITH
    name IN ('pageview', 'page_view', '$pageview', 'page') AS is_page_view,
    tuple(events_v1.time, seq) AS moment
SELECT
    project_id,
    session_seed,
    session_id,
    min(time) AS started_at,
    max(time) AS ended_at,
    count() AS events,
    countIf(is_page_view) AS page_views,
    max(toUInt8(events_v1.is_bot)) AS is_bot,
    argMaxState(events_v1.visitor_id, moment) AS visitor_id,
    max(events_v1.user_id) AS user_id,
    argMinStateIf(path, moment, is_page_view) AS landing_path,
    argMaxStateIf(path, moment, is_page_view) AS exit_path,
    argMinState(events_v1.referrer, moment) AS referrer,
    argMinState(toString(events_v1.country), moment) AS country,
    argMinState(toString(events_v1.device_type), moment) AS device_type,
    argMinState(toString(events_v1.channel), moment) AS channel
FROM events_v1
GROUP BY project_id, session_seed, session_id;
