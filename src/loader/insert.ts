import type { Result } from "../kernel/result.ts";
import { type BackOff, backOffMs, sleep } from "../kernel/retry.ts";
import type { LoadBatch } from "./batch.ts";

/** Where rows go; the store client fulfils it. */
export interface RowSink {
  insertRows(request: {
    table: string;
    rows: Uint8Array;
    /** The store takes rows with the same token once, however often they are sent. */
    token: string;
    signal?: AbortSignal;
  }): Promise<Result<void, InsertFailure>>;
}

export interface InsertFailure {
  /** False only when the store refuses these very rows: they will never go in. */
  readonly retryable: boolean;
  readonly message: string;
}

/** A row that the store refused, with its place in the batch. */
export interface RefusedRow {
  readonly index: number;
  readonly error: string;
}

export interface InsertOptions {
  readonly sink: RowSink;
  readonly table: string;
  /** Names this log among all that load into the store. */
  readonly logId: string;
  readonly backOff: BackOff;
  readonly signal: AbortSignal;
  onWait(failure: InsertFailure, attempt: number): void;
}

/**
 * Inserts a batch, for as long as it takes. While the store is away it waits and tries again. When
 * the store refuses the rows, the range is halved until the refused ones stand alone; each half has
 * its own token, made from its place in the batch, so that a crash anywhere on the way repeats the
 * same steps and stores nothing twice. Returns the refused rows, or null when the signal fired.
 */
export async function insertBatch(options: InsertOptions, batch: LoadBatch): Promise<RefusedRow[] | null> {
  const refused: RefusedRow[] = [];
  const ranges: RowRange[] = [{ from: 0, to: batch.rows.ends.length }];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    if (range.from === range.to) continue;
    const outcome = await insertRange(options, batch, range);
    if (outcome === "aborted") return null;
    if (outcome === "stored") continue;
    if (range.to - range.from === 1) {
      refused.push({ index: range.from, error: outcome.message });
      continue;
    }
    const middle = (range.from + range.to) >> 1;
    ranges.push({ from: middle, to: range.to }, { from: range.from, to: middle });
  }
  return refused;
}

interface RowRange {
  readonly from: number;
  readonly to: number;
}

async function insertRange(
  options: InsertOptions,
  batch: LoadBatch,
  range: RowRange,
): Promise<"stored" | "aborted" | InsertFailure> {
  const { ends, bytes } = batch.rows;
  const rows = bytes.subarray(range.from === 0 ? 0 : ends[range.from - 1], ends[range.to - 1]);
  const token = `${options.logId}:${batch.batch}:${range.from}-${range.to}`;
  for (let attempt = 1; !options.signal.aborted; attempt++) {
    const inserted = await options.sink.insertRows({
      table: options.table,
      rows,
      token,
      signal: options.signal,
    });
    if (inserted.ok) return "stored";
    // What an insert that was broken off answers says nothing about its rows.
    if (options.signal.aborted) break;
    if (!inserted.error.retryable) return inserted.error;
    options.onWait(inserted.error, attempt);
    await sleep(backOffMs(options.backOff, attempt), options.signal);
  }
  return "aborted";
}
