import { assert } from "../../kernel/assert.ts";
import type { ProjectId } from "../../kernel/ids.ts";
import type { Statement } from "../../query/sql.ts";
import type { ClickHouseStore } from "../clickhouse-store.ts";

/**
 * What an erasure works with while it lasts. Tables, not memory: after the events are gone nobody could
 * tell which days and sessions they were in, so a crash must not forget it. And tables, not values in
 * the statements: ClickHouse keeps the text of its latest hundred deletions in files, and a person's id
 * must not stay there. Dropped, they are gone from the disk at once. Each erasure has its own, because servers may share
 * the store. Their names have no version: they never live longer than a job.
 */
export interface ErasureTables {
  readonly rows: string;
  readonly sessions: string;
  readonly visitors: string;
  readonly days: string;
}

/** `job` is of letters, digits and underscores. */
export function erasureTables(job: string): ErasureTables {
  assert(/^\w+$/.test(job), "the name of an erasure is a word");
  return {
    rows: `erasure_rows_${job}`,
    sessions: `erasure_sessions_${job}`,
    visitors: `erasure_visitors_${job}`,
    days: `${daysPrefix}${job}`,
  };
}

const daysPrefix = "erasure_days_";

const definitions: Readonly<Record<keyof ErasureTables, string>> = {
  rows: "(seq UInt64, visitor_hash UInt64, time DateTime64(3, 'UTC'), session_id String, session_seed DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY (time, seq)",
  sessions:
    "(session_seed DateTime64(3, 'UTC'), session_id String) ENGINE = MergeTree ORDER BY (session_seed, session_id)",
  visitors: "(visitor_hash UInt64) ENGINE = MergeTree ORDER BY visitor_hash",
  days: "(project_id String, day Date, events UInt64, is_whole Bool) ENGINE = MergeTree ORDER BY (project_id, day)",
};

export interface ErasurePlan {
  readonly project_id: ProjectId;
  /**
   * A SELECT of the rows' `seq, visitor_hash, time, session_id, session_seed`: a bounded number of them,
   * because they are kept in memory while others are compared with them.
   */
  readonly rows: Statement;
  /** The ids of a person, whose traces go where there are no events left, too. Empty: not a person. */
  readonly personIds: readonly string[];
}

export async function dropErasureTables(store: ClickHouseStore, tables: ErasureTables): Promise<void> {
  for (const table of Object.values(tables)) await store.command(`DROP TABLE IF EXISTS ${table} SYNC`);
}

/** Writes down what is to go. Only while nothing is being inserted. */
export async function fillErasureTables(
  store: ClickHouseStore,
  tables: ErasureTables,
  plan: ErasurePlan,
): Promise<void> {
  await dropErasureTables(store, tables);
  for (const name of Object.keys(definitions) as (keyof ErasureTables)[])
    await store.command(`CREATE TABLE ${tables[name]} ${definitions[name]} SETTINGS fsync_after_insert = 1`);
  const project = { project: plan.project_id };
  await store.command(
    `INSERT INTO ${tables.rows} (seq, visitor_hash, time, session_id, session_seed) ${plan.rows.text}`,
    plan.rows.params,
  );
  await store.command(sessionsOfRows(tables));
  if (plan.personIds.length > 0) {
    const person = { ...project, ids: plan.personIds };
    await store.command(sessionsOfPerson(tables), person);
    await store.command(visitorsOfPerson(tables), person);
  }
  await store.command(daysOfRows(tables), project);
}

const sessionsOfRows = ({ rows, sessions }: ErasureTables): string =>
  `INSERT INTO ${sessions} SELECT DISTINCT session_seed, session_id FROM ${rows}`;

/** Sessions are kept in tables of their own and may have outlived their events. */
const sessionsOfPerson = ({ sessions }: ErasureTables): string => `INSERT INTO ${sessions}
  SELECT session_seed, session_id FROM sessions_v1 WHERE project_id = {project:String}
  GROUP BY session_seed, session_id
  HAVING has({ids:Array(String)}, argMaxMerge(visitor_id)) OR has({ids:Array(String)}, argMaxIfMerge(user_id))`;

const visitorsOfPerson = ({ rows, visitors }: ErasureTables): string => `INSERT INTO ${visitors}
  SELECT DISTINCT visitor_hash FROM ${rows}
  UNION ALL SELECT sipHash64(arrayJoin({ids:Array(String)}))`;

/**
 * A day is whole when its counts are those of the events that are there: then it can be counted anew from
 * them. It is not when events of it were let go of before, while their counts are kept longer.
 *
 * Another erasure, of a server that has crashed in the middle of it, may have taken events or counts of the day and not yet
 * counted it anew. Then the two differ, and the day is whole all the same, as that erasure has found: whichever comes
 * last counts what is left.
 */
const daysOfRows = ({ rows, days }: ErasureTables): string => `INSERT INTO ${days}
  SELECT {project:String}, day, held, stood_for = counted
      OR day IN (SELECT day FROM merge(currentDatabase(), '^${daysPrefix}') WHERE project_id = {project:String} AND is_whole)
    FROM
    (SELECT toDate(time) AS day, count() AS held, sum(sample_factor) AS stood_for FROM events_v1
      WHERE project_id = {project:String} AND toDate(time) IN (SELECT DISTINCT toDate(time) FROM ${rows})
      GROUP BY day) AS events
  LEFT JOIN
    (SELECT toDate(bucket) AS day, sum(events) AS counted FROM events_15m_v1
      WHERE project_id = {project:String} AND toDate(bucket) IN (SELECT DISTINCT toDate(time) FROM ${rows})
      GROUP BY day) AS counts
  USING day`;

/**
 * Events of these days are being let go of, so their counts cannot be made anew any more, also not by an erasure that its
 * server has begun and not ended. `expired` is a condition on `project_id` and `day`.
 */
export async function daysAreNotWhole(
  store: ClickHouseStore,
  expired: string,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  const found = await store.query<{ name: string }>({
    sql: `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, '${daysPrefix}')`,
    params: {},
    timeoutMs: 30_000,
    memoryBytesMax: 1e8,
  });
  if (!found.ok) throw new Error(found.error.message, { cause: found.error.cause });
  for (const { name } of found.value.rows) {
    const { days } = erasureTables(name.slice(daysPrefix.length));
    await store.command(`ALTER TABLE ${days} DELETE WHERE ${expired} SETTINGS mutations_sync = 1`, params);
  }
}
