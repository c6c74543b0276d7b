/**
 * What has expired, as conditions and statements. Each project has a cutoff, the start of a UTC day. The
 * parameters: `projects`, `cutoffs` (of each of them, in milliseconds) and `latest`, the latest of these.
 *
 * Time counts from the later of when an event happened and when it was received, so imported history
 * lives its days from the import.
 */
import type { EpochMs } from "../../kernel/clock.ts";
import type { ProjectId } from "../../kernel/ids.ts";

/** Of the projects that do not keep a class of data forever. */
export type Cutoffs = ReadonlyMap<ProjectId, EpochMs>;

export function cutoffParams(cutoffs: Cutoffs) {
  const latest = Math.max(...cutoffs.values());
  return { projects: [...cutoffs.keys()], cutoffs: [...cutoffs.values()], latest };
}

const ofProjects = "project_id IN {projects:Array(String)}";
const cutoff =
  "transform(toString(project_id), {projects:Array(String)}, {cutoffs:Array(Int64)}, toInt64(0))";
/** By the order and the partitions; the project's own cutoff is looked at in the rows that are left. */
const beforeLatest = (column: string) =>
  `${ofProjects} AND ${column} < fromUnixTimestamp64Milli({latest:Int64}, 'UTC')`;
const timeMs = "toUnixTimestamp64Milli(time)";
const receivedMs = "toUnixTimestamp64Milli(received_at)";

export const expiredEvents = `${beforeLatest("time")} AND greatest(${timeMs}, ${receivedMs}) < ${cutoff}`;

/** The days that such events are of, or may be, by `day`. */
export const expiredEventDays = `${ofProjects} AND toInt64(toUnixTimestamp(toDateTime(day, 'UTC'))) * 1000 < ${cutoff}`;

/** Written down before the events go; again after a crash it says the same. */
export const rememberReceptions = `INSERT INTO receptions_1d_v1 (project_id, day, received_at) SETTINGS insert_deduplicate = 0
  SELECT project_id, toDate(time) AS day, max(received_at) AS last FROM events_v1
  WHERE ${expiredEvents} GROUP BY project_id, day HAVING toDate(last) > day`;

/** Events that happened before the cutoff and came in since: their sessions and their days' counts stay. */
const lateEvents = `FROM events_v1 WHERE ${beforeLatest("time")} AND ${timeMs} < ${cutoff} AND ${receivedMs} >= ${cutoff}`;
const lateDays = `SELECT project_id, day FROM receptions_1d_v1 WHERE ${ofProjects} AND ${receivedMs} >= ${cutoff}`;

/** Things that expire as a whole: they are written down first, then let go of in several tables. */
export interface ExpiringThings {
  readonly plan: { readonly table: string; readonly columns: string; readonly order: string };
  /** Fills the plan; bounded, because it is held in memory while rows are compared with it. */
  readonly expired: string;
  readonly tables: readonly { readonly table: string; readonly key: string }[];
  /** Late events of what is planned, in parts that were not there when it was planned: `parts`. */
  readonly touched: string;
}

const newParts = "_part NOT IN {parts:Array(String)}";
const rowsPerRound = 1_000_000;
/** What does not fit is grouped on the disk. */
const spilling = "max_bytes_before_external_group_by = 300000000, max_memory_usage = 2000000000";

const sessionKey = "(project_id, session_seed, session_id)";

export const expiringSessions: ExpiringThings = {
  plan: {
    table: "retention_sessions",
    columns: "project_id String, session_seed DateTime64(3, 'UTC'), session_id String",
    order: sessionKey,
  },
  // A session's rows may lie apart until they are merged, so it is looked at as a whole.
  expired: `SELECT project_id, session_seed, session_id FROM
      (SELECT toString(project_id) AS project_id, session_seed, session_id, started_at, ended_at, false AS is_late
        FROM sessions_v1 WHERE ${beforeLatest("session_seed")}
      UNION ALL
      SELECT toString(project_id) AS project_id, session_seed, session_id, time, time, true AS is_late ${lateEvents})
    GROUP BY project_id, session_seed, session_id
    HAVING NOT max(is_late) AND toUnixTimestamp64Milli(max(ended_at)) < ${cutoff}
      AND (project_id, toDate(min(started_at))) NOT IN (${lateDays})
      AND (project_id, toDate(max(ended_at))) NOT IN (${lateDays})
    LIMIT ${rowsPerRound} SETTINGS ${spilling}`,
  tables: [{ table: "sessions_v1", key: sessionKey }],
  touched: `SELECT count() AS n ${lateEvents} AND ${newParts} AND ${sessionKey} IN (SELECT * FROM retention_sessions)`,
};

const dayColumns = { events_15m_v1: "bucket", dimensions_15m_v1: "bucket", visitors_1d_v1: "day" };
const expiredDays = Object.entries(dayColumns).map(
  ([
    table,
    column,
  ]) => `SELECT DISTINCT toString(project_id) AS project_id, toDate(${column}) AS day FROM ${table}
    WHERE ${ofProjects} AND ${column} < toDate(fromUnixTimestamp64Milli({latest:Int64}, 'UTC'))
      AND toInt64(toUnixTimestamp(toDateTime(${column}, 'UTC'))) * 1000 < ${cutoff}`,
);

export const expiringDays: ExpiringThings = {
  plan: { table: "retention_days", columns: "project_id String, day Date", order: "(project_id, day)" },
  expired: `SELECT DISTINCT project_id, day FROM (${expiredDays.join(" UNION ALL ")})
    WHERE (project_id, day) NOT IN (SELECT DISTINCT project_id, toDate(time) ${lateEvents})
      AND (project_id, day) NOT IN (${lateDays})
    LIMIT ${rowsPerRound} SETTINGS ${spilling}`,
  tables: Object.entries(dayColumns).map(([table, column]) => ({
    table,
    key: `(project_id, toDate(${column}))`,
  })),
  touched: `SELECT count() AS n ${lateEvents} AND ${newParts} AND (project_id, toDate(time)) IN (SELECT * FROM retention_days)`,
};
