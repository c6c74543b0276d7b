-- Sampling: a project may keep one in n of its visitors, for each name of an event. Each event says the n that it
-- was kept at; an event stands for so many. Events from before were all kept, so they stand for themselves.
--
-- Counts of events become sums of factors: estimates that need no scaling by whoever reads them. They are exact
-- where nothing is sampled.
--
-- Visitors and sessions have the smallest factor among their events. Whom a factor keeps, every smaller one
-- keeps too, so a visitor is seen exactly when their most frequently kept event is: the smallest factor is how many
-- visitors this one stands for. A session's own numbers stay what was seen of it.
--
-- A view whose query was modified names what it inserts in another way until it is loaded anew: a batch that comes
-- again, after a crash and also after this migration, would be counted twice. So each view is detached and attached,
-- while nothing is inserted: it keeps its identity, and knows the batches from before. (Found by trying, ClickHouse 26.7.)
--
-- Columns come before the views that fill them, and a view that an interrupted run left detached is attached first, so this can be run again.
ATTACH TABLE IF NOT EXISTS events_15m_mv_v1 {{on_cluster}};
ATTACH TABLE IF NOT EXISTS dimensions_15m_mv_v1 {{on_cluster}};
ATTACH TABLE IF NOT EXISTS visitors_1d_mv_v1 {{on_cluster}};
ATTACH TABLE IF NOT EXISTS sessions_mv_v1 {{on_cluster}};

ALTER TABLE events_v1 {{on_cluster}} ADD COLUMN IF NOT EXISTS sample_factor UInt32 DEFAULT 1 CODEC(T64, ZSTD(1));

ALTER TABLE visitors_1d_v1 {{on_cluster}}
    ADD COLUMN IF NOT EXISTS sample_factor SimpleAggregateFunction(min, UInt32) DEFAULT 1 CODEC(T64, ZSTD(1));

ALTER TABLE sessions_v1 {{on_cluster}}
    ADD COLUMN IF NOT EXISTS sample_factor SimpleAggregateFunction(min, UInt32) DEFAULT 1 CODEC(T64, ZSTD(1));

ALTER TABLE events_15m_mv_v1 {{on_cluster}} MODIFY QUERY
SELECT project_id, name, is_bot, toStartOfFifteenMinutes(time) AS bucket, sum(sample_factor) AS events
FROM events_v1
GROUP BY project_id, name, is_bot, bucket;

ALTER TABLE dimensions_15m_mv_v1 {{on_cluster}} MODIFY QUERY
SELECT project_id, pair.1 AS dimension, is_bot, toStartOfFifteenMinutes(time) AS bucket, pair.2 AS value, sum(sample_factor) AS events
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

ALTER TABLE visitors_1d_mv_v1 {{on_cluster}} MODIFY QUERY
SELECT
    project_id,
    is_bot,
    toDate(time) AS day,
    visitor_hash,
    sum(events_v1.sample_factor) AS events,
    min(events_v1.sample_factor) AS sample_factor
FROM events_v1
GROUP BY project_id, is_bot, day, visitor_hash;

ALTER TABLE sessions_mv_v1 {{on_cluster}} MODIFY QUERY
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
    argMinState(toString(events_v1.device_type), moment) AS device_type,
    min(events_v1.sample_factor) AS sample_factor
FROM events_v1
GROUP BY project_id, session_seed, session_id;

DETACH TABLE events_15m_mv_v1 {{on_cluster}} SYNC;

ATTACH TABLE events_15m_mv_v1 {{on_cluster}};

DETACH TABLE dimensions_15m_mv_v1 {{on_cluster}} SYNC;

ATTACH TABLE dimensions_15m_mv_v1 {{on_cluster}};

DETACH TABLE visitors_1d_mv_v1 {{on_cluster}} SYNC;

ATTACH TABLE visitors_1d_mv_v1 {{on_cluster}};

DETACH TABLE sessions_mv_v1 {{on_cluster}} SYNC;

ATTACH TABLE sessions_mv_v1 {{on_cluster}};
