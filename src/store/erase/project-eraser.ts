import type { ProjectId } from "../../kernel/ids.ts";
import type { ClickHouseStore } from "../clickhouse-store.ts";
import { beginDeletion, untilMutated } from "./mutation.ts";
import { removeOldParts, writeOutMerges } from "./old-parts.ts";

/** Every table that holds rows of projects. */
export const projectTables = [
  "events_v1",
  "sessions_v1",
  "events_15m_v1",
  "dimensions_15m_v1",
  "visitors_1d_v1",
  "receptions_1d_v1",
] as const;
export type ProjectTable = (typeof projectTables)[number];

/**
 * Takes all that is one project's out of the store. Nothing is counted anew, so nothing has to stand
 * still; but the loader must not bring rows of the project any more. Each step may be done again.
 */
export class ProjectEraser {
  readonly #store: ClickHouseStore;

  constructor(store: ClickHouseStore) {
    this.#store = store;
  }

  async count(project: ProjectId): Promise<Record<ProjectTable, number>> {
    const counts = {} as Record<ProjectTable, number>;
    for (const table of projectTables) {
      const answer = await this.#store.query<{ n: number }>({
        sql: `SELECT count() AS n FROM ${table} WHERE project_id = {project:String}`,
        params: { project },
        timeoutMs: 120_000,
        memoryBytesMax: 1e9,
      });
      if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
      counts[table] = answer.value.rows[0]!.n;
    }
    return counts;
  }

  /** Throws when rows are left, as when another server that shares the store has still been loading. */
  async erase(project: ProjectId): Promise<void> {
    await writeOutMerges(this.#store);
    for (const table of projectTables) await untilMutated(this.#store, table);
    for (const table of projectTables) {
      const where = "project_id = {project:String}";
      await beginDeletion(this.#store, { table, where, params: { project } });
    }
    for (const table of projectTables) await untilMutated(this.#store, table);
    const left = Object.entries(await this.count(project)).filter(([, rows]) => rows > 0);
    if (left.length > 0) throw new Error(`rows are still there after their deletion: ${left.join(" ")}`);
  }

  /** The parts that the deletions replaced leave the disk; see old-parts.ts. */
  removeOldParts(where: "local" | "remote"): Promise<void> {
    return removeOldParts(this.#store, where);
  }
}
