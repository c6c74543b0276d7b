import { Database } from "bun:sqlite";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../kernel/assert.ts";
import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { LogOffset } from "../log/event-log.ts";
import { type CounterDelta, Counters } from "./counters.ts";
import { DedupeIndex } from "./dedupe/dedupe-index.ts";
import { Fingerprinter } from "./dedupe/fingerprint.ts";
import { SessionTable } from "./sessions/session-table.ts";

/**
 * What the loader remembers, and how it survives a crash at any point.
 *
 * A batch passes through two durable steps: `intend` records its number and boundaries before the
 * insert; `commit` records, in one transaction, that it is in the store together with everything it
 * changed: ids for the dedupe index, session spans, counters, the next sequence number. After a
 * crash the memory is rebuilt from the commits, so it is exactly what it was before the batch that
 * was under way; that batch is then cut at the same boundaries, gives the same rows, and goes in
 * with the same token, which the store knows if the rows are already there.
 *
 * The commits' changes are folded into files now and then (`fold`): the ids into a frozen dedupe
 * run, the spans into a snapshot. SQLite provides the atomic, checksummed, torn-proof journal.
 */
export class LoaderState {
  readonly dedupe: DedupeIndex;
  readonly sessions: SessionTable;
  readonly counters: Counters;
  readonly fingerprinter: Fingerprinter;
  /** Projects that are deleted: what the log still holds of them is left out. */
  readonly leftOut: ReadonlySet<ProjectId>;
  readonly #leftOut = new Set<ProjectId>();
  readonly #db: Database;
  readonly #folder: string;
  #position: Position;
  #intent: Intent | null;
  #changeBytes = 0;

  constructor(options: {
    folder: string;
    dedupeWindowMs: number;
    dedupeTableCapacityMax?: number;
    sessionCapacityMax?: number;
  }) {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#folder = options.folder;
    this.#db = openDatabase(loaderFile(options.folder));
    this.fingerprinter = new Fingerprinter(readSecret(this.#db));
    this.dedupe = new DedupeIndex({
      folder: options.folder,
      windowMs: options.dedupeWindowMs,
      ...(options.dedupeTableCapacityMax === undefined
        ? {}
        : { tableCapacityMax: options.dedupeTableCapacityMax }),
    });
    this.sessions = new SessionTable(
      options.sessionCapacityMax === undefined ? {} : { capacityMax: options.sessionCapacityMax },
    );
    this.counters = new Counters();
    this.leftOut = this.#leftOut;
    this.#position = this.#db.query<Position, []>("SELECT batch, offset, seq FROM position").get() ?? {
      batch: 0,
      offset: 0,
      seq: 0,
    };
    this.#intent = this.#db
      .query<Intent, []>("SELECT batch, from_offset AS 'from', to_offset AS 'to' FROM intent")
      .get();
    try {
      this.#restore();
    } catch (error) {
      // The loader starts again and again, so a start that fails must not keep files open.
      this.close();
      throw error;
    }
  }

  /** The last committed batch, the offset behind it, and the next event's sequence number. */
  get position(): Position {
    return this.#position;
  }

  /** A batch that was begun and not committed: it has to be loaded again with these boundaries. */
  get intent(): Intent | null {
    return this.#intent;
  }

  /** Durable before the batch's first insert. */
  intend(intent: Intent): void {
    assert(intent.batch === this.#position.batch + 1, "batches are intended in order");
    this.#db.run("INSERT OR REPLACE INTO intent (id, batch, from_offset, to_offset) VALUES (1, ?, ?, ?)", [
      intent.batch,
      intent.from,
      intent.to,
    ]);
    this.#intent = intent;
  }

  /** Durable after the batch is in the store. */
  commit(commit: Commit): void {
    this.#db.transaction(() => {
      this.#db.run("INSERT INTO changes (batch, received_to, fingerprints, spans) VALUES (?, ?, ?, ?)", [
        commit.position.batch,
        commit.receivedTo,
        commit.fingerprints,
        commit.spans,
      ]);
      this.#db.run("INSERT OR REPLACE INTO position (id, batch, offset, seq) VALUES (1, ?, ?, ?)", [
        commit.position.batch,
        commit.position.offset,
        commit.position.seq,
      ]);
      this.#db.run("DELETE FROM intent");
      const save = this.#db.query(
        "INSERT OR REPLACE INTO counters (project_id, verdict, reason, count) VALUES (?, ?, ?, ?)",
      );
      for (const line of this.counters.add(commit.counts)) {
        save.run(line.project_id, line.verdict, line.reason, line.count);
      }
    })();
    this.#position = commit.position;
    this.#intent = null;
    this.#changeBytes += commit.fingerprints.byteLength + commit.spans.byteLength;
  }

  /** Whether the dedupe table asks to be frozen or the changes outweigh a snapshot of the sessions. */
  foldIsDue(now: EpochMs): boolean {
    const changesAreHeavy = this.#changeBytes > Math.max(changeBytesMin, this.sessions.snapshotBytes);
    return changesAreHeavy || this.dedupe.shouldFreeze(now);
  }

  /**
   * Folds the committed changes into files. Only between batches: memory must hold nothing of a batch
   * that is not committed, or a crash would make that batch's events look like duplicates. New files
   * come first, then one transaction makes them current and drops the changes they contain; a crash
   * in between leaves files that nobody names, which the next start removes.
   */
  fold(now: EpochMs): void {
    const run = `ids-${this.#position.batch}.run`;
    const snapshot = this.sessions.snapshot();
    const { receivedTo } = this.dedupe.freeze(run);
    const expired = this.dedupe.expired(now).filter((name) => name !== run);
    this.#db.transaction(() => {
      this.#db.run("INSERT OR REPLACE INTO runs (name, received_to) VALUES (?, ?)", [run, receivedTo]);
      this.#db.run("INSERT OR REPLACE INTO snapshot (id, spans) VALUES (1, ?)", [snapshot]);
      this.#db.run("DELETE FROM changes");
      for (const name of expired) this.#db.run("DELETE FROM runs WHERE name = ?", [name]);
    })();
    this.#changeBytes = 0;
    this.dedupe.drop(expired);
  }

  /**
   * From the next batch on nothing of the project is loaded or counted, and its counts are gone; durable, and
   * for ever: ids of projects are never given again. Only between batches, because a batch that is
   * loaded again after a crash must come out the same.
   */
  leaveOut(project: ProjectId): void {
    assert(this.#intent === null, "projects are left out between batches");
    this.#db.transaction(() => {
      this.#db.run("INSERT OR IGNORE INTO left_out (project_id) VALUES (?)", [project]);
      this.#db.run("DELETE FROM counters WHERE project_id = ?", [project]);
    })();
    this.#leftOut.add(project);
    this.counters.remove(project);
  }

  close(): void {
    this.dedupe.close();
    this.#db.close();
  }

  #restore(): void {
    const runs = this.#db
      .query<{ name: string; received_to: number }, []>("SELECT name, received_to FROM runs ORDER BY rowid")
      .all();
    for (const run of runs) this.dedupe.openRun(run.name, run.received_to);
    const named = new Set(runs.map((run) => run.name));
    for (const file of readdirSync(this.#folder)) {
      if (/\.run(\.tmp)?$/.test(file) && !named.has(file)) rmSync(join(this.#folder, file));
    }
    const snapshot = this.#db.query<{ spans: Uint8Array }, []>("SELECT spans FROM snapshot").get();
    if (snapshot !== null) this.sessions.restore(snapshot.spans);
    const changes = this.#db.query<Change, []>(
      "SELECT received_to, fingerprints, spans FROM changes ORDER BY batch",
    );
    for (const change of changes.iterate()) this.#replay(change);
    const lines = this.#db
      .query<CounterDelta, []>("SELECT project_id, verdict, reason, count FROM counters")
      .all();
    this.counters.add(lines);
    const leftOut = this.#db.query<{ project_id: ProjectId }, []>("SELECT project_id FROM left_out").all();
    for (const { project_id } of leftOut) this.#leftOut.add(project_id);
  }

  #replay(change: Change): void {
    const words = new Uint32Array(change.fingerprints.slice().buffer);
    for (let at = 0; at < words.length; at += 4)
      this.dedupe.add(words.subarray(at, at + 4), change.received_to);
    this.sessions.restore(change.spans);
    this.#changeBytes += change.fingerprints.byteLength + change.spans.byteLength;
  }
}

export interface Position {
  readonly batch: number;
  readonly offset: LogOffset;
  readonly seq: number;
}

export interface Intent {
  readonly batch: number;
  readonly from: LogOffset;
  readonly to: LogOffset;
}

export interface Commit {
  readonly position: Position;
  readonly receivedTo: EpochMs;
  /** 16 bytes for each id that came from a sender. */
  readonly fingerprints: Uint8Array;
  readonly spans: Uint8Array;
  readonly counts: readonly CounterDelta[];
}

interface Change {
  readonly received_to: number;
  readonly fingerprints: Uint8Array;
  readonly spans: Uint8Array;
}

/** Below this many bytes of changes a start replays them in a moment, so folding would be wasted work. */
const changeBytesMin = 48 * 1024 * 1024;

export function loaderFile(folder: string): string {
  return join(folder, "loader.db");
}

function openDatabase(file: string): Database {
  const db = new Database(file, { create: true, strict: true });
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = FULL");
  for (const statement of schema) db.run(statement);
  return db;
}

function readSecret(db: Database): readonly [bigint, bigint] {
  db.run("INSERT OR IGNORE INTO secret (id, bytes) VALUES (1, randomblob(16))");
  const row = db.query<{ bytes: Uint8Array }, []>("SELECT bytes FROM secret").get();
  assert(row?.bytes.byteLength === 16, "loader.db has its secret");
  const [first, second] = new BigUint64Array(row.bytes.slice().buffer);
  return [first!, second!];
}

const schema = [
  "CREATE TABLE IF NOT EXISTS secret (id INTEGER PRIMARY KEY CHECK (id = 1), bytes BLOB NOT NULL)",
  "CREATE TABLE IF NOT EXISTS position (id INTEGER PRIMARY KEY CHECK (id = 1), batch INTEGER NOT NULL, offset INTEGER NOT NULL, seq INTEGER NOT NULL)",
  "CREATE TABLE IF NOT EXISTS intent (id INTEGER PRIMARY KEY CHECK (id = 1), batch INTEGER NOT NULL, from_offset INTEGER NOT NULL, to_offset INTEGER NOT NULL)",
  "CREATE TABLE IF NOT EXISTS changes (batch INTEGER PRIMARY KEY, received_to INTEGER NOT NULL, fingerprints BLOB NOT NULL, spans BLOB NOT NULL)",
  "CREATE TABLE IF NOT EXISTS snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), spans BLOB NOT NULL)",
  "CREATE TABLE IF NOT EXISTS runs (name TEXT PRIMARY KEY, received_to INTEGER NOT NULL)",
  "CREATE TABLE IF NOT EXISTS counters (project_id TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (project_id, verdict, reason)) WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS left_out (project_id TEXT PRIMARY KEY) WITHOUT ROWID",
];
