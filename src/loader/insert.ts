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
    /** Leaves out the rows that the store cannot read, always the same ones, instead of refusing all. */
    skipUnreadable?: boolean;
    signal?: AbortSignal;
  }): Promise<Result<void, InsertFailure>>;
  /** The events that the table has with sequence numbers of [from, to), other logs' too. */
  storedEvents(request: {
    table: string;
    from: number;
    to: number;
    signal?: AbortSignal;
  }): Promise<Result<readonly EventKey[], InsertFailure>>;
}

/** Logs count each for itself, so only with the event's id a number is one log's. */
export interface EventKey {
  readonly seq: number;
  readonly event_id: string;
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
 * Inserts a batch, for as long as it takes. While the store is away it waits and tries again. When the store
 * refuses the rows, it is asked to leave out those that it cannot read, and which these were is seen from
 * what it has afterwards: three requests, however many rows are bad and wherever they lie. Rows that can be
 * read and are refused all the same are found by halving. Each insert has a token of its own, made from its
 * place in the batch, so that a crash anywhere on the way repeats the same steps and stores nothing twice.
 * Returns the refused rows, or null when the signal fired.
 */
export async function insertBatch(options: InsertOptions, batch: LoadBatch): Promise<RefusedRow[] | null> {
  const all = { from: 0, to: batch.rows.ends.length };
  if (all.to === 0) return [];
  const outcome = await insertRange(options, batch, all);
  if (outcome === "aborted") return null;
  if (outcome.ok) return [];
  if (all.to === 1) return [{ index: 0, error: outcome.error.message }];
  const readable = await insertRange(options, batch, all, "readable");
  if (readable === "aborted") return null;
  if (!readable.ok) return insertHalves(options, batch, halvesOf(all));
  const missing = await missingRows(options, batch);
  if (missing === null) return null;
  // Of a few of them the store's own words are worth a request each.
  const [few, more] = [missing.slice(0, askedOneByOneMax), missing.slice(askedOneByOneMax)];
  const asked = await insertHalves(
    options,
    batch,
    few.map((index) => ({ from: index, to: index + 1 })),
  );
  const { message } = outcome.error;
  return asked === null ? null : [...asked, ...more.map((index) => ({ index, error: message }))];
}

const askedOneByOneMax = 10;

interface RowRange {
  readonly from: number;
  readonly to: number;
}

function halvesOf({ from, to }: RowRange): RowRange[] {
  const middle = (from + to) >> 1;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

async function insertHalves(
  options: InsertOptions,
  batch: LoadBatch,
  first: readonly RowRange[],
): Promise<RefusedRow[] | null> {
  const refused: RefusedRow[] = [];
  const ranges = first.toReversed();
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const outcome = await insertRange(options, batch, range);
    if (outcome === "aborted") return null;
    if (outcome.ok) continue;
    if (range.to - range.from === 1) refused.push({ index: range.from, error: outcome.error.message });
    else ranges.push(...halvesOf(range).toReversed());
  }
  return refused;
}

async function missingRows(options: InsertOptions, batch: LoadBatch): Promise<number[] | null> {
  const { sink, table, signal } = options;
  const { ends } = batch.rows;
  const [from, to] = [batch.seq, batch.seq + ends.length];
  const stored = await untilAnswered(options, () => sink.storedEvents({ table, from, to, signal }));
  if (stored === "aborted") return null;
  if (!stored.ok) throw new Error(`the store does not tell what it has: ${stored.error.message}`);
  const known = new Set(stored.value.map(({ seq, event_id }) => `${seq} ${event_id}`));
  const isMissing = (index: number) => !known.has(`${from + index} ${eventId(batch, index)}`);
  return Array.from(ends, (_, index) => index).filter(isMissing);
}

function eventId(batch: LoadBatch, index: number): string {
  const row = JSON.parse(decoder.decode(rowBytes(batch, { from: index, to: index + 1 }))) as EventKey;
  return row.event_id;
}

const decoder = new TextDecoder();

function rowBytes({ rows: { bytes, ends } }: LoadBatch, { from, to }: RowRange): Uint8Array {
  return bytes.subarray(from === 0 ? 0 : ends[from - 1], ends[to - 1]);
}

async function insertRange(
  options: InsertOptions,
  batch: LoadBatch,
  range: RowRange,
  which: "all" | "readable" = "all",
): Promise<Result<void, InsertFailure> | "aborted"> {
  const { sink, table, logId, signal } = options;
  const rows = rowBytes(batch, range);
  const token = `${logId}:${batch.batch}:${range.from}-${range.to}${which === "all" ? "" : ":readable"}`;
  const skipUnreadable = which === "readable";
  return untilAnswered(options, () => sink.insertRows({ table, rows, token, skipUnreadable, signal }));
}

/** Asks again for as long as the store is away. */
async function untilAnswered<T>(
  options: InsertOptions,
  ask: () => Promise<Result<T, InsertFailure>>,
): Promise<Result<T, InsertFailure> | "aborted"> {
  const { signal, backOff } = options;
  for (let attempt = 1; !signal.aborted; attempt++) {
    const answer = await ask();
    if (answer.ok) return answer;
    // What an insert that was broken off answers says nothing about its rows.
    if (signal.aborted) break;
    if (!answer.error.retryable) return answer;
    options.onWait(answer.error, attempt);
    await sleep(backOffMs(backOff, attempt), signal);
  }
  return "aborted";
}
