import type { SourceName } from "../analyses/analysis.ts";
import { assert } from "../kernel/assert.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { Statement } from "../query/sql.ts";

/**
 * What the sources' names stand for: each one project's rows of a table. This is the only place where
 * a physical table is read, and the project's id is the only thing that differs between projects.
 */
const sources: Readonly<Record<SourceName, string>> = {
  events: `SELECT * FROM events_v1 WHERE project_id = {project:String}`,
  sessions: `SELECT session_id, session_seed,
    min(started_at) AS started_at, max(ended_at) AS ended_at,
    toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at) AS duration_ms,
    sum(events) AS events, sum(page_views) AS page_views, max(is_bot) AS is_bot,
    argMaxMerge(visitor_id) AS visitor_id, argMaxIfMerge(user_id) AS user_id,
    argMinIfMerge(landing_path) AS landing_path, argMaxIfMerge(exit_path) AS exit_path,
    argMinMerge(referrer) AS referrer, argMinMerge(country) AS country,
    argMinMerge(device_type) AS device_type, argMinMerge(channel) AS channel
  FROM sessions_v1 WHERE project_id = {project:String} GROUP BY session_id, session_seed`,
  events_15m: `SELECT * FROM events_15m_v1 WHERE project_id = {project:String}`,
  dimensions_15m: `SELECT * FROM dimensions_15m_v1 WHERE project_id = {project:String}`,
  visitors_1d: `SELECT * FROM visitors_1d_v1 WHERE project_id = {project:String}`,
};

/** The statement with the sources that it reads defined for one project. */
export function scopeToProject(statement: Statement, project: ProjectId): Statement {
  assert(!/_v\d/.test(statement.text), "a statement names its sources, not tables");
  const read = sourceNames.filter((name) => readsFrom(statement.text, name));
  assert(read.length > 0, "a statement reads from a source");
  const definitions = read.map((name) => `${name} AS (${sources[name]})`).join(",\n");
  return { text: `WITH ${definitions}\n${statement.text}`, params: { ...statement.params, project } };
}

const sourceNames = Object.keys(sources) as SourceName[];

function readsFrom(text: string, name: SourceName): boolean {
  return new RegExp(`\\b(?:FROM|JOIN)\\s+${name}\\b`).test(text);
}
