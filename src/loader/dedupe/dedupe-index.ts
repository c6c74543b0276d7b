import { basename, join } from "node:path";
import type { EpochMs } from "../../kernel/clock.ts";
import { FingerprintTable, loadFactorMax } from "./fingerprint-table.ts";
import { FrozenRun } from "./frozen-run.ts";

/**
 * Which event ids were stored within the dedupe window. New ids go into an exact table in memory;
 * when it is full, or an eighth of the window old, it is frozen into a run file of which memory
 * keeps two bytes a slot. Runs beyond the memory bound are looked up on disk.
 *
 * Memory: the table at most 64 MiB (2.9 million ids), each run 8 MiB for as many ids; at 10 million
 * ids a day and a window of a day that is at most 64 + 4 × 8 = 96 MiB, in any case at most
 * 64 + 32 × 8 = 320 MiB, which 94 million ids within the window reach.
 */
export class DedupeIndex {
  readonly #folder: string;
  readonly #windowMs: number;
  readonly #tableCapacityMax: number;
  #table = new FingerprintTable();
  #tableFrom: EpochMs = Number.POSITIVE_INFINITY;
  #tableTo: EpochMs = 0;
  #runs: FrozenRun[] = [];

  constructor(options: { folder: string; windowMs: number; tableCapacityMax?: number }) {
    this.#folder = options.folder;
    this.#windowMs = options.windowMs;
    this.#tableCapacityMax = options.tableCapacityMax ?? 1 << 22;
  }

  /** Adds a run that an earlier process froze. */
  openRun(name: string, receivedTo: EpochMs): void {
    this.#runs.push(FrozenRun.open(join(this.#folder, name), receivedTo));
    this.#coolOldRuns();
  }

  /** False when the id was stored before; then nothing changes. */
  add(fingerprint: Uint32Array, receivedAt: EpochMs): boolean {
    for (const run of this.#runs) if (run.has(fingerprint)) return false;
    if (!this.#table.add(fingerprint)) return false;
    if (receivedAt < this.#tableFrom) this.#tableFrom = receivedAt;
    if (receivedAt > this.#tableTo) this.#tableTo = receivedAt;
    return true;
  }

  /** Whether the table should be frozen now: before it would outgrow its memory, or by age. */
  shouldFreeze(now: EpochMs): boolean {
    const nearlyFull = this.#table.size > this.#tableCapacityMax * loadFactorMax - addedPerBatchMax;
    const old = this.#table.size > 0 && now - this.#tableFrom > this.#windowMs / runsPerWindow;
    return nearlyFull || old;
  }

  /** Moves the table into the run file `name`; the caller records the name durably afterwards. */
  freeze(name: string): { receivedTo: EpochMs } {
    const receivedTo = this.#tableTo;
    this.#runs.push(FrozenRun.freeze(this.#table, join(this.#folder, name), receivedTo));
    this.#coolOldRuns();
    this.#table = new FingerprintTable();
    this.#tableFrom = Number.POSITIVE_INFINITY;
    this.#tableTo = 0;
    return { receivedTo };
  }

  /** The names of the runs whose every id is older than the window. */
  expired(now: EpochMs): string[] {
    const over = this.#runs.filter((run) => run.receivedTo < now - this.#windowMs);
    return over.map((run) => basename(run.file));
  }

  /** Forgets runs and deletes their files; the caller has already stopped naming them. */
  drop(names: readonly string[]): void {
    const isDropped = (run: FrozenRun) => names.includes(basename(run.file));
    for (const run of this.#runs.filter(isDropped)) run.delete();
    this.#runs = this.#runs.filter((run) => !isDropped(run));
  }

  get memoryBytes(): number {
    const runBytes = this.#runs.reduce((sum, run) => sum + run.memoryBytes, 0);
    return this.#table.slots.byteLength + runBytes;
  }

  close(): void {
    for (const run of this.#runs) run.close();
    this.#runs = [];
  }

  #coolOldRuns(): void {
    for (const run of this.#runs.slice(0, -warmRunsMax)) run.cool();
  }
}

/** More runs make each lookup dearer, fewer keep ids longer than asked for. */
const runsPerWindow = 8;
const warmRunsMax = 32;
/** A batch must fit behind the check that precedes it. */
const addedPerBatchMax = 100_000;
