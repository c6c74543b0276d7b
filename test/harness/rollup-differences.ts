/** A row of a table kept up by a view that differs from the same row counted anew from the events. */
export interface RollupDifference {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Whoever reads the store under test. */
interface Reader {
  rows<Row>(sql: string): Promise<readonly Row[]>;
  number(sql: string): Promise<number>;
}

/**
 * Compares every table that a view keeps up with a recount from `events_v1`, all rows and all columns;
 * returns the first few that differ in either direction. Also tells when there was nothing to compare.
 */
export async function rollupDifferences(store: Reader): Promise<RollupDifference[]> {
  const differences = await gaps(store);
  for (const { table, kept, recounted } of comparisons) {
    const rows = await store.rows<Record<string, unknown>>(differenceSql(kept, recounted));
    differences.push(...rows.map((row) => ({ table, row })));
  }
  return differences;
}

interface Comparison {
  readonly table: string;
  /** What the table says, its unmerged rows put together. */
  readonly kept: string;
  /** The same columns, from the events. */
  readonly recounted: string;
}

const isPageView = "name IN ('pageview', 'page_view', '$pageview', 'page')";
const bucket = "toStartOfInterval(time, INTERVAL 15 MINUTE)";

const comparisons: readonly Comparison[] = [
  {
    table: "events_15m_v1",
    kept: `SELECT project_id, name, is_bot, bucket, sum(events)
      FROM events_15m_v1 GROUP BY project_id, name, is_bot, bucket`,
    recounted: `SELECT project_id, name, is_bot, ${bucket} AS start, sum(sample_factor)
      FROM events_v1 GROUP BY project_id, name, is_bot, start`,
  },
  {
    table: "dimensions_15m_v1",
    kept: `SELECT project_id, dimension, is_bot, value, bucket, sum(events)
      FROM dimensions_15m_v1 GROUP BY project_id, dimension, is_bot, value, bucket`,
    recounted: [
      ...["device_type", "country", "referrer_domain", "channel", "browser", "os"].map((column) =>
        dimensionRecount(column, "1"),
      ),
      dimensionRecount("path", isPageView),
    ].join("\nUNION ALL\n"),
  },
  {
    table: "visitors_1d_v1",
    kept: `SELECT project_id, is_bot, day, visitor_hash, sum(events), min(sample_factor)
      FROM visitors_1d_v1 GROUP BY project_id, is_bot, day, visitor_hash`,
    recounted: `SELECT project_id, is_bot, toDate(time) AS date, sipHash64(visitor_id) AS hash, sum(sample_factor), min(sample_factor)
      FROM events_v1 GROUP BY project_id, is_bot, date, hash`,
  },
  {
    table: "sessions_v1",
    kept: `SELECT project_id, session_id, session_seed,
        min(started_at), max(ended_at), sum(events), sum(page_views), max(is_bot),
        argMaxMerge(visitor_id), argMaxIfMerge(user_id), argMinIfMerge(landing_path), argMaxIfMerge(exit_path),
        argMinMerge(referrer), argMinMerge(channel), argMinMerge(country), argMinMerge(device_type),
        min(sample_factor)
      FROM sessions_v1 GROUP BY project_id, session_id, session_seed`,
    // By time, then by arrival, which the running number tells.
    recounted: `SELECT project_id, session_id, session_seed,
        min(time), max(time), count(), countIf(${isPageView}), max(toUInt8(is_bot)),
        argMax(visitor_id, (time, seq)), argMaxIf(user_id, (time, seq), user_id != ''),
        argMinIf(toString(path), (time, seq), ${isPageView}), argMaxIf(toString(path), (time, seq), ${isPageView}),
        argMin(toString(referrer), (time, seq)), argMin(toString(channel), (time, seq)),
        argMin(toString(country), (time, seq)), argMin(toString(device_type), (time, seq)), min(sample_factor)
      FROM events_v1 GROUP BY project_id, session_id, session_seed`,
  },
];

function dimensionRecount(column: string, condition: string): string {
  return `SELECT project_id, '${column}' AS dimension, is_bot, toString(${column}) AS text, ${bucket} AS start, sum(sample_factor)
    FROM events_v1 WHERE ${condition} AND ${column} != '' GROUP BY project_id, dimension, is_bot, text, start`;
}

function differenceSql(kept: string, recounted: string): string {
  // Text makes equal what differs in type only, and unequal what differs in value.
  const asText = (side: string): string => `SELECT toString(tuple(*)) AS text FROM (${side})`;
  return `SELECT if(sum(side) > 0, 'only in the table', 'only in the recount') AS problem, text FROM (
      SELECT text, 1 AS side FROM (${asText(kept)}) UNION ALL SELECT text, -1 AS side FROM (${asText(recounted)})
    ) GROUP BY text HAVING sum(side) != 0 ORDER BY text LIMIT 5`;
}

/** Views without a comparison here, and tables that are empty although there are events. */
async function gaps(store: Reader): Promise<RollupDifference[]> {
  const views = await store.rows<{ table: string }>(
    `SELECT replace(name, '_mv_', '_') AS table FROM system.tables
      WHERE database = currentDatabase() AND engine = 'MaterializedView' ORDER BY name`,
  );
  const unknown = views.filter(({ table }) => !comparisons.some((comparison) => comparison.table === table));
  const counts = await Promise.all(
    ["events_v1", ...comparisons.map(({ table }) => table)].map(async (table) => ({
      table,
      rows: await store.number(`SELECT count() FROM ${table}`),
    })),
  );
  const empty = counts.filter(({ rows }) => rows === 0);
  return [
    ...unknown.map(({ table }) => ({
      table,
      row: { problem: "is kept up by a view, and nothing recounts it here" },
    })),
    ...empty.map(({ table }) => ({ table, row: { problem: "has no rows" } })),
  ];
}
