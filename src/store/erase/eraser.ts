import type { ProjectId } from "../../kernel/ids.ts";
import type { ClickHouseStore } from "../clickhouse-store.ts";
import { recountOfSessions, recountOfVisitors, recountsOfDays } from "./count-anew.ts";
import {
  type ErasurePlan,
  type ErasureTables,
  dropErasureTables,
  erasureTables,
  fillErasureTables,
} from "./erasure-tables.ts";
import { beginDeletion, untilMutated } from "./mutation.ts";
import { removeOldParts, writeOutMerges } from "./old-parts.ts";
import { recountRows } from "./recount-rows.ts";

/** Days whose counts are made anew in one step. */
export type DayGroup = readonly string[];

/**
 * Takes events out of the store, and out of everything that is counted from them, as if they had never
 * come. The steps, each of which may be done again after a crash:
 *
 *   plan → eraseRows → rebuildDays for each group, rebuildSessions, erasePerson → plan … until there are
 *   none left → removeOldParts → end
 *
 * `plan` and the rebuilding ones need that nothing is being inserted, by no server; `eraseRows`, the long one, does
 * not: what comes in meanwhile is in the events, from which the rebuilding counts.
 *
 * Erasures of one store may take their steps in any order between one another, except that no two plan or rebuild at
 * the same moment: a count is always made from the events that are there, and the last one counts what all have left.
 */
export class Eraser {
  readonly #store: ClickHouseStore;
  readonly #tables: ErasureTables;
  readonly #ofRows: string;

  /** `job` tells the erasure from those of other servers; a word. */
  constructor(store: ClickHouseStore, job: string) {
    this.#store = store;
    this.#tables = erasureTables(job);
    this.#ofRows = `project_id = {project:String}
  AND (time, seq, visitor_hash) IN (SELECT time, seq, visitor_hash FROM ${this.#tables.rows})`;
  }

  /** Writes down what is to go; answers how many rows. */
  async plan(plan: ErasurePlan): Promise<number> {
    await fillErasureTables(this.#store, this.#tables, plan);
    return this.#number(`SELECT count() AS n FROM ${this.#tables.rows}`);
  }

  async eraseRows(project_id: ProjectId): Promise<void> {
    await writeOutMerges(this.#store);
    await untilMutated(this.#store, "events_v1");
    const params = { project: project_id };
    await beginDeletion(this.#store, { table: "events_v1", where: this.#ofRows, params });
    await untilMutated(this.#store, "events_v1");
    const left = await this.#number(`SELECT count() AS n FROM events_v1 WHERE ${this.#ofRows}`, params);
    if (left > 0) throw new Error(`${left} events are still there after their deletion`);
  }

  /** Groups of days with about so many events at most, for the loader stands still for each of them. */
  async dayGroups(eventsMax: number): Promise<DayGroup[]> {
    const rows = await this.#rows<{ day: string; events: number }>(
      `SELECT toString(day) AS day, events FROM ${this.#tables.days} WHERE is_whole ORDER BY day`,
    );
    const groups: { days: string[]; events: number }[] = [];
    for (const { day, events } of rows) {
      const last = groups.at(-1);
      if (last !== undefined && last.events + events <= eventsMax) {
        last.days.push(day);
        last.events += events;
      } else groups.push({ days: [day], events });
    }
    return groups.map(({ days }) => days);
  }

  async rebuildDays(project_id: ProjectId, days: DayGroup): Promise<void> {
    await recountRows(this.#store, recountsOfDays, { project: project_id, days: [...days] });
  }

  async rebuildSessions(project_id: ProjectId): Promise<void> {
    await recountRows(this.#store, [recountOfSessions(this.#tables)], { project: project_id });
  }

  /** A person's rows among the visitors of days that cannot be counted anew. */
  async erasePerson(project_id: ProjectId): Promise<void> {
    await recountRows(this.#store, [recountOfVisitors(this.#tables)], { project: project_id });
  }

  /** Whose the planned rows are and in which sessions, for the loader to forget; bounded. */
  async visitorsAndSessions(
    project_id: ProjectId,
  ): Promise<{ visitor_ids: string[]; session_ids: string[] }> {
    const [row] = await this.#rows<{ visitor_ids: string[]; session_ids: string[] }>(
      `SELECT groupUniqArray(${idsMax})(visitor_id) AS visitor_ids, groupUniqArray(${idsMax})(session_id) AS session_ids
        FROM events_v1 WHERE ${this.#ofRows}`,
      { project: project_id },
    );
    return row ?? { visitor_ids: [], session_ids: [] };
  }

  /** The parts that the deletions replaced leave the disk; see old-parts.ts. */
  removeOldParts(where: "local" | "remote"): Promise<void> {
    return removeOldParts(this.#store, where);
  }

  async end(): Promise<void> {
    for (const table of ["events_v1", "sessions_v1", "visitors_1d_v1"])
      await untilMutated(this.#store, table);
    await dropErasureTables(this.#store, this.#tables);
  }

  async #number(sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<number> {
    return (await this.#rows<{ n: number }>(sql, params))[0]!.n;
  }

  async #rows<Row>(sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<readonly Row[]> {
    const answer = await this.#store.query<Row>({ sql, params, timeoutMs: 120_000, memoryBytesMax: 1e9 });
    if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
    return answer.value.rows;
  }
}

/** More ids than a person has; beyond them the loader goes on with a session that it knows. */
const idsMax = 10_000;
