-- For questions that read rollups over many days.
--
-- Values of dimensions repeat, so the texts become a dictionary: counting half a million rows of pages takes half
-- of the time.
ALTER TABLE dimensions_15m_v1 {{on_cluster}} MODIFY COLUMN value LowCardinality(String) CODEC(ZSTD(1));

-- A visitor's day, or a session, whose rows are merged is counted by counting rows. Where parts overlap, their rows
-- have to be put together first: on 2,000,000 visitor days in five parts that took twenty times as long. Events
-- arrive nearly in the order of time, so parts hardly overlap, but what was imported out of order would stay in a
-- handful of overlapping parts, because ClickHouse merges parts of similar size only. So parts that nothing was
-- merged into for so long are put together.
ALTER TABLE visitors_1d_v1 {{on_cluster}} MODIFY SETTING min_age_to_force_merge_seconds = 3600;
ALTER TABLE dimensions_15m_v1 {{on_cluster}} MODIFY SETTING min_age_to_force_merge_seconds = 3600;
ALTER TABLE sessions_v1 {{on_cluster}} MODIFY SETTING min_age_to_force_merge_seconds = 14400;
