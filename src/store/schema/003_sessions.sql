-- The facts of each session. A session is known by (session_id, session_seed); the seed is the time of
-- the event that opened it, which never changes, so the order and the partition of a session's rows
-- never change either and all its rows end up in one.
--
-- How to read it: rows of a session are put together by background merges, so a reader groups, and takes
-- the states apart by their Merge functions:
--
--     SELECT session_id, min(started_at) AS start, max(ended_at) AS end, sum(events), sum(page_views),
--            argMaxMerge(visitor_id), argMinMerge(landing_path), argMaxMerge(exit_path), …
--     FROM sessions_v1
--     WHERE project_id = {project:String} AND session_seed >= {from} AND session_seed < {to} + margin
--     GROUP BY session_id, session_seed
--     HAVING start >= {from} AND start < {to}
--
-- The range of seeds is read by the order. A session starts at its seed, or before it if events that
-- happened earlier arrived later: the margin bounds how much later they may arrive and still count.
-- One session: `session_id = …` finds its granules by the bloom filter.
--
-- "First" and "last" are by time, then by arrival: `moment` is time * 2^64 + seq, because states over one
-- number cost less than half of states over a tuple. `landing_path` and `exit_path` are of page views; a
-- session without any has empty ones.
CREATE TABLE IF NOT EXISTS sessions_v1 {{on_cluster}}
(
    project_id LowCardinality(String),
    session_seed DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
    session_id String CODEC(ZSTD(1)),
    started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(T64, ZSTD(1)),
    ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(T64, ZSTD(1)),
    events SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    page_views SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    is_bot SimpleAggregateFunction(max, UInt8) CODEC(ZSTD(1)),
    visitor_id AggregateFunction(argMax, String, UInt128) CODEC(ZSTD(1)),
    user_id AggregateFunction(argMaxIf, String, UInt128, UInt8) CODEC(ZSTD(1)),
    landing_path AggregateFunction(argMinIf, String, UInt128, UInt8) CODEC(ZSTD(1)),
    exit_path AggregateFunction(argMaxIf, String, UInt128, UInt8) CODEC(ZSTD(1)),
    referrer AggregateFunction(argMin, String, UInt128) CODEC(ZSTD(1)),
    channel AggregateFunction(argMin, String, UInt128) CODEC(ZSTD(1)),
    country AggregateFunction(argMin, String, UInt128) CODEC(ZSTD(1)),
    device_type AggregateFunction(argMin, String, UInt128) CODEC(ZSTD(1)),
    INDEX session_id_bloom session_id TYPE bloom_filter(0.02) GRANULARITY 1
)
ENGINE = {{replicated}}AggregatingMergeTree
PARTITION BY toYear(session_seed) * 100
ORDER BY (project_id, session_seed, session_id)
SETTINGS
    {{deduplication_window}} = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    min_bytes_for_wide_part = 268435456;

CREATE MATERIALIZED VIEW IF NOT EXISTS sessions_mv_v1 {{on_cluster}} TO sessions_v1 AS
WITH
    name IN ('pageview', 'page_view', '$pageview', 'page') AS is_page_view,
    bitShiftLeft(toUInt128(toUnixTimestamp64Milli(events_v1.time)), 64) + seq AS moment
SELECT
    project_id,
    session_seed,
    session_id,
    min(events_v1.time) AS started_at,
    max(events_v1.time) AS ended_at,
    count() AS events,
    countIf(is_page_view) AS page_views,
    max(toUInt8(events_v1.is_bot)) AS is_bot,
    argMaxState(events_v1.visitor_id, moment) AS visitor_id,
    argMaxIfState(events_v1.user_id, moment, events_v1.user_id != '') AS user_id,
    argMinIfState(toString(path), moment, is_page_view) AS landing_path,
    argMaxIfState(toString(path), moment, is_page_view) AS exit_path,
    argMinState(toString(events_v1.referrer), moment) AS referrer,
    argMinState(toString(events_v1.channel), moment) AS channel,
    argMinState(toString(events_v1.country), moment) AS country,
    argMinState(toString(events_v1.device_type), moment) AS device_type
FROM events_v1
GROUP BY project_id, session_seed, session_id;
