import type { StoreReader } from "./store-reader.ts";

/** A row of a table kept up by a view that differs from the same row counted anew from the events. */
export interface RollupDifference {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/**
 * Compares every table that a view keeps up with a recount from `events_v1`, all rows and all columns;
 * returns the first few that differ in either direction. Also proves that there was something to compare.
 */
export async function rollupDifferences(store: StoreReader): Promise<RollupDifference[]> {
  const differences: RollupDifference[] = [];
  for (const { table, kept, recounted } of comparisons) {
    const rows = await store.rows<Record<string, unknown>>(differenceSql(kept, recounted));
    differences.push(...rows.map((row) => ({ table, row })));
  }
  const empty = await emptyTables(store);
  return [
    ...differences,
    ...empty.map((table) => ({ table, row: { problem: "has no rows, but there are events" } })),
  ];
}

interface Comparison {
  readonly table: string;
  /** What the table says, its unmerged rows put together. */
  readonly kept: string;
  /** The same columns, from the events. */
  readonly recounted: string;
}

const pageViewNames = "('pageview', 'page_view', '$pageview', 'page')";

const comparisons: readonly Comparison[] = [
  {
    table: "events_15m_v1",
    kept: `SELECT project_id, name, is_bot, bucket, sum(events) AS events
      FROM events_15m_v1 GROUP BY project_id, name, is_bot, bucket`,
    recounted: `SELECT project_id, name, is_bot, toStartOfInterval(time, INTERVAL 15 MINUTE) AS bucket, count() AS events
      FROM events_v1 GROUP BY project_id, name, is_bot, bucket`,
  },
  {
    table: "dimensions_15m_v1",
    kept: `SELECT project_id, dimension, is_bot, value, bucket, sum(events) AS events
      FROM dimensions_15m_v1 GROUP BY project_id, dimension, is_bot, value, bucket`,
    recounted: [
      dimensionRecount("country", "country != ''"),
      dimensionRecount("device_type", "device_type != ''"),
      dimensionRecount("path", `path != '' AND name IN ${pageViewNames}`),
    ].join("\nUNION ALL\n"),
  },
  {
    table: "sessions_v1",
    kept: `SELECT project_id, session_id, session_seed,
        min(started_at) AS started, max(ended_at) AS ended, sum(events) AS count, sum(page_views) AS pages,
        max(is_bot) AS bot, max(user_id) AS user,
        argMaxMerge(visitor_id) AS visitor, argMinMerge(landing_path) AS landing, argMaxMerge(exit_path) AS exit,
        argMinMerge(referrer) AS first_referrer, argMinMerge(country) AS first_country,
        argMinMerge(device_type) AS first_device, argMinMerge(channel) AS first_channel
      FROM sessions_v1 GROUP BY project_id, session_id, session_seed`,
    recounted: `SELECT project_id, session_id, session_seed,
        min(events_v1.time) AS started, max(events_v1.time) AS ended, count() AS count,
        countIf(name IN ${pageViewNames}) AS pages,
        max(toUInt8(is_bot)) AS bot, max(user_id) AS user,
        argMax(visitor_id, (time, seq)) AS visitor,
        argMinIf(path, (time, seq), name IN ${pageViewNames}) AS landing,
        argMaxIf(path, (time, seq), name IN ${pageViewNames}) AS exit,
        argMin(referrer, (time, seq)) AS first_referrer, argMin(toString(country), (time, seq)) AS first_country,
        argMin(toString(device_type), (time, seq)) AS first_device, argMin(toString(channel), (time, seq)) AS first_channel
      FROM events_v1 GROUP BY project_id, session_id, session_seed`,
  },
];

function dimensionRecount(column: string, condition: string): string {
  return `SELECT project_id, '${column}' AS dimension, is_bot, toString(${column}) AS value,
      toStartOfInterval(time, INTERVAL 15 MINUTE) AS bucket, count() AS events
    FROM events_v1 WHERE ${condition} GROUP BY project_id, dimension, is_bot, value, bucket`;
}

function differenceSql(kept: string, recounted: string): string {
  // Text makes equal what differs in type only, and unequal what differs in value.
  const asText = (side: string) => `SELECT toString(tuple(*)) AS text FROM (${side})`;
  return `SELECT if(sum(side) > 0, 'only in the table', 'only in the recount') AS problem, text FROM (
      SELECT text, 1 AS side FROM (${asText(kept)}) UNION ALL SELECT text, -1 AS side FROM (${asText(recounted)})
    ) GROUP BY text HAVING sum(side) != 0 ORDER BY text LIMIT 5`;
}

async function emptyTables(store: StoreReader): Promise<string[]> {
  const isEmpty = await Promise.all(
    comparisons.map(async ({ table }) => (await store.number(`SELECT count() FROM ${table}`)) === 0),
  );
  const events = await store.number("SELECT count() FROM events_v1");
  return events === 0
    ? ["events_v1"]
    : comparisons.filter((_, index) => isEmpty[index]).map(({ table }) => table);
}
