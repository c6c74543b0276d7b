import type { ClickHouseStore } from "../clickhouse-store.ts";
import { daysAreNotWhole } from "../erase/erasure-tables.ts";
import { untilMutated } from "../erase/mutation.ts";
import { type DoomedRows, findDoomedRows, letGo } from "./doomed-rows.ts";
import {
  type Cutoffs,
  type ExpiringThings,
  cutoffParams,
  expiredEventDays,
  expiredEvents,
  expiringDays,
  expiringSessions,
  rememberReceptions,
} from "./expired.ts";

/** Runs the work while nothing is being inserted. */
export type Hold = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets go of what has expired. Everything is worked out from what the store holds, so after a crash it is
 * begun anew and comes to the same. Where nothing has expired, nothing is changed, and nobody waits.
 */
export class RetentionStore {
  readonly #store: ClickHouseStore;

  constructor(store: ClickHouseStore) {
    this.#store = store;
  }

  /** Deletions that a crash left under way read the plans, so they end first. */
  async settle(): Promise<void> {
    for (const table of ["events_v1", ...tablesOf(expiringSessions), ...tablesOf(expiringDays)]) {
      await untilMutated(this.#store, table);
    }
  }

  /** Whether an event has expired is said by the event alone, so what comes in meanwhile does not matter. */
  async letGoOfEvents(cutoffs: Cutoffs): Promise<number> {
    const params = cutoffParams(cutoffs);
    const doomed = await findDoomedRows(this.#store, { table: "events_v1", where: expiredEvents, params });
    if (doomed.rows === 0) return 0;
    await daysAreNotWhole(this.#store, expiredEventDays, params);
    await this.#store.command(rememberReceptions, params);
    await letGo(this.#store, doomed);
    await untilMutated(this.#store, "events_v1");
    return doomed.rows;
  }

  /** Answers how many sessions. */
  letGoOfSessions(cutoffs: Cutoffs, hold: Hold): Promise<number> {
    return this.#letGoOf(expiringSessions, cutoffs, hold);
  }

  /** Answers how many days of projects. */
  letGoOfDays(cutoffs: Cutoffs, hold: Hold): Promise<number> {
    return this.#letGoOf(expiringDays, cutoffs, hold);
  }

  async #letGoOf(things: ExpiringThings, cutoffs: Cutoffs, hold: Hold): Promise<number> {
    let all = 0;
    for (let round = 0; round < roundsMax; round++) {
      const letGoOf = await this.#round(things, cutoffParams(cutoffs), hold);
      if (letGoOf === 0) break;
      if (letGoOf !== "touched") all += letGoOf;
    }
    await this.#store.command(`DROP TABLE IF EXISTS ${things.plan.table} SYNC`);
    return all;
  }

  /**
   * A late event may arrive for what is planned to go. It must stay, with its session and its day's
   * counts: so deletions are begun while nothing is being inserted, after a look at what came in since the
   * plan. They do not touch what is inserted after they were begun. They run when ingest goes on again.
   */
  async #round(
    things: ExpiringThings,
    params: Readonly<Record<string, unknown>>,
    hold: Hold,
  ): Promise<number | "touched"> {
    const parts = (await this.#rows<{ name: string }>(activeParts)).map(({ name }) => name);
    const planned = await this.#plan(things, params);
    if (planned === 0) return 0;
    const isPlanned = `IN (SELECT * FROM ${things.plan.table})`;
    const doomed: DoomedRows[] = [];
    for (const { table, key } of things.tables) {
      doomed.push(await findDoomedRows(this.#store, { table, where: `${key} ${isPlanned}`, params: {} }));
    }
    const isBegun = await hold(async () => {
      const [late] = await this.#rows<{ n: number }>(things.touched, { ...params, parts });
      if (late!.n > 0) return false;
      for (const rows of doomed) await letGo(this.#store, rows);
      return true;
    });
    for (const table of tablesOf(things)) await untilMutated(this.#store, table);
    return isBegun ? planned : "touched";
  }

  async #plan(things: ExpiringThings, params: Readonly<Record<string, unknown>>): Promise<number> {
    const { table, columns, order } = things.plan;
    await this.#store.command(`DROP TABLE IF EXISTS ${table} SYNC`);
    await this.#store.command(
      `CREATE TABLE ${table} (${columns}) ENGINE = MergeTree ORDER BY ${order} SETTINGS fsync_after_insert = 1`,
    );
    await this.#store.command(`INSERT INTO ${table} ${things.expired}`, params);
    const [row] = await this.#rows<{ n: number }>(`SELECT count() AS n FROM ${table}`);
    return row!.n;
  }

  async #rows<Row>(sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<readonly Row[]> {
    const answer = await this.#store.query<Row>({
      rowsOf: "every project",
      sql,
      params,
      timeoutMs: 120_000,
      memoryBytesMax: 1e9,
    });
    if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
    return answer.value.rows;
  }
}

function tablesOf(things: ExpiringThings): string[] {
  return things.tables.map(({ table }) => table);
}

const activeParts = `SELECT name FROM system.parts
  WHERE database = currentDatabase() AND table = 'events_v1' AND active`;

/** What is left then is for the next time; a hundred million sessions at once are no everyday thing. */
const roundsMax = 100;
