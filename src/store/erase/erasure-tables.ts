import type { ProjectId } from "../../kernel/ids.ts";
import type { Statement } from "../../query/sql.ts";
import type { ClickHouseStore } from "../clickhouse-store.ts";

/**
 * What an erasure works with while it lasts. Tables, not memory: after the events are gone nobody could
 * tell which days and sessions they were in, so a crash must not forget it. And tables, not values in
 * the statements: ClickHouse keeps the text of its latest hundred deletions in files, and a person's id
 * must not stay there. Dropped, they are gone from the disk at once. Their names have no version: they never
 * live longer than a job.
 */
const tables = [
  "erasure_rows (seq UInt64, visitor_hash UInt64, time DateTime64(3, 'UTC'), session_id String, session_seed DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY (time, seq)",
  "erasure_sessions (session_seed DateTime64(3, 'UTC'), session_id String) ENGINE = MergeTree ORDER BY (session_seed, session_id)",
  "erasure_visitors (visitor_hash UInt64) ENGINE = MergeTree ORDER BY visitor_hash",
  "erasure_days (day Date, events UInt64, is_whole Bool) ENGINE = MergeTree ORDER BY day",
];

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

export async function dropErasureTables(store: ClickHouseStore): Promise<void> {
  for (const table of tables) await store.command(`DROP TABLE IF EXISTS ${table.split(" ")[0]!} SYNC`);
}

/** Writes down what is to go. Only while nothing is being inserted. */
export async function fillErasureTables(store: ClickHouseStore, plan: ErasurePlan): Promise<void> {
  await dropErasureTables(store);
  for (const table of tables) await store.command(`CREATE TABLE ${table} SETTINGS fsync_after_insert = 1`);
  const project = { project: plan.project_id };
  await store.command(
    `INSERT INTO erasure_rows (seq, visitor_hash, time, session_id, session_seed) ${plan.rows.text}`,
    plan.rows.params,
  );
  await store.command(sessionsOfRows);
  if (plan.personIds.length > 0) {
    const person = { ...project, ids: plan.personIds };
    await store.command(sessionsOfPerson, person);
    await store.command(visitorsOfPerson, person);
  }
  await store.command(daysOfRows, project);
}

const sessionsOfRows = `INSERT INTO erasure_sessions
  SELECT DISTINCT session_seed, session_id FROM erasure_rows`;

/** Sessions are kept in tables of their own and may have outlived their events. */
const sessionsOfPerson = `INSERT INTO erasure_sessions
  SELECT session_seed, session_id FROM sessions_v1 WHERE project_id = {project:String}
  GROUP BY session_seed, session_id
  HAVING has({ids:Array(String)}, argMaxMerge(visitor_id)) OR has({ids:Array(String)}, argMaxIfMerge(user_id))`;

const visitorsOfPerson = `INSERT INTO erasure_visitors
  SELECT DISTINCT visitor_hash FROM erasure_rows
  UNION ALL SELECT sipHash64(arrayJoin({ids:Array(String)}))`;

/**
 * A day is whole when its counts are those of the events that are there: then it can be counted anew from
 * them. It is not when events of it were let go of before, while their counts are kept longer.
 */
const daysOfRows = `INSERT INTO erasure_days
  SELECT day, held, stood_for = counted FROM
    (SELECT toDate(time) AS day, count() AS held, sum(sample_factor) AS stood_for FROM events_v1
      WHERE project_id = {project:String} AND toDate(time) IN (SELECT DISTINCT toDate(time) FROM erasure_rows)
      GROUP BY day) AS events
  LEFT JOIN
    (SELECT toDate(bucket) AS day, sum(events) AS counted FROM events_15m_v1
      WHERE project_id = {project:String} AND toDate(bucket) IN (SELECT DISTINCT toDate(time) FROM erasure_rows)
      GROUP BY day) AS counts
  USING day`;
