-- When the last events of a project's day came in, for days whose events were let go of while their counts and
-- sessions stay: these live their days from then on, as events do. Only days of which something came in later
-- than on the day itself have a row. Read it as `max(received_at)`.
CREATE TABLE IF NOT EXISTS receptions_1d_v1 {{on_cluster}}
(
    project_id LowCardinality(String),
    day Date,
    received_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{replicated}}AggregatingMergeTree
ORDER BY (project_id, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
