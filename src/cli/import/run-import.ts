import { minuteMs, secondMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import { eventIdMaker } from "./event-id.ts";
import { FileError } from "./file-error.ts";
import { type Format, describeFormat, readFormat } from "./format.ts";
import { type BatchAnswer, ImportClient, type IngestionState } from "./import-client.ts";
import { type Batch, Lanes } from "./lanes.ts";
import type { SourceLine } from "./parsed-line.ts";
import { plainBytes } from "./plain-bytes.ts";
import type { Progress } from "./progress.ts";
import { SearchBound } from "./search-bound.ts";
import type { ImportEnd } from "./summary.ts";
import { ImportTally, outcomeOf } from "./tally.ts";

export interface ImportJob {
  readonly format: Format;
  /** The file's bytes, compressed or not. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly url: string;
  /** A key or token; absent where none is wanted. */
  readonly key?: string | undefined;
  readonly progress: Progress;
  /** Ends the import where it is. */
  readonly signal: AbortSignal;
}

/**
 * Reads the file and sends its events, several batches at a time; what is held in memory does not
 * depend on the file. The failure is that nothing could be begun; whatever stops it later is told in
 * the end, together with what was done until then.
 */
export async function runImport(job: ImportJob): Promise<Result<ImportEnd, string>> {
  const running = new RunningImport(job);
  const before = await running.waitUntilLoaded("waiting for the event store", connectPatienceMs);
  if (!before.ok) return before;
  const startedAt = performance.now();
  await running.readAll(before.value.seq);
  const after = await running.waitUntilLoaded("everything is accepted; loading", patienceMs);
  return ok({
    tally: running.tally,
    outcome: after.ok ? outcomeOf(running.tally, before.value, after.value) : null,
    durationMs: performance.now() - startedAt,
    problem: running.problem,
  });
}

const lanes = 4;
const patienceMs = 5 * minuteMs;
const backOff = { firstMs: 200, ceilingMs: 10 * secondMs, random: Math.random };
/** One request of the server's counters waits this long; loading may take several. */
const waitForLoaderMs = 10 * secondMs;
/** A wrong address should not take long to be told. */
const connectPatienceMs = 15 * secondMs;

class RunningImport {
  readonly tally = new ImportTally();
  problem: string | undefined;
  readonly #job: ImportJob;
  readonly #client: ImportClient;
  readonly #stop = new AbortController();
  #bytesRead = 0;

  constructor(job: ImportJob) {
    this.#job = job;
    job.signal.addEventListener("abort", () => this.#stopWith("interrupted"));
    this.#client = new ImportClient({
      url: job.url,
      key: job.key,
      signal: job.signal,
      backOff,
      onWait: (why) => job.progress.note(`waiting: ${why}`),
    });
  }

  /** Returns when every event that was read has its answer, or when nothing more can be done. */
  async readAll(seq: number): Promise<void> {
    const { format, chunks } = this.#job;
    const bound = new SearchBound({ seq, readSeq: () => this.#readSeq(), now: () => performance.now() });
    const send = (batch: Batch) => this.#send(batch, bound);
    const sending = new Lanes({ lanes, batchEventsMax: limits.batchEventsMax, send });
    const idOf = eventIdMaker(describeFormat(format));
    try {
      for await (const block of readFormat(format, plainBytes(this.#counted(chunks)))) {
        for (const line of block) {
          const busy = this.#take(line, idOf, sending);
          if (busy !== undefined) await busy;
          if (this.#stop.signal.aborted) break;
        }
        if (this.#stop.signal.aborted) break;
        this.#job.progress.update(this.#bytesRead, this.tally.read);
      }
    } catch (cause) {
      // What was read until there is good, and goes on its way below.
      this.problem ??= describeReadProblem(cause);
    }
    await sending.finish();
  }

  /** The counters when everything accepted so far is in them. */
  async waitUntilLoaded(note: string, answerPatienceMs: number): Promise<Result<IngestionState, string>> {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const state = await this.#client.ingestion(waitForLoaderMs, answerPatienceMs);
      if (!state.ok || state.value.isLoaded) return state;
      const isOver = performance.now() > giveUpAt || this.#job.signal.aborted;
      if (isOver) return err(`${this.#job.url} does not load events at the moment; tidemark doctor says why`);
      this.#job.progress.note(note);
    }
  }

  /** Only waits when its lane is full: an await for every line would cost more than the line. */
  #take(
    { line, content, parsed }: SourceLine,
    idOf: (line: number, content: string) => string,
    sending: Lanes,
  ): Promise<void> | undefined {
    this.tally.read++;
    if (parsed.kind === "skipped") this.tally.skipped++;
    else if (parsed.kind === "rejected") this.tally.reject(parsed.reason, line);
    else
      return sending.add({ ...parsed.draft, event_id: parsed.draft.event_id ?? idOf(line, content()) }, line);
    return undefined;
  }

  async #readSeq(): Promise<number | undefined> {
    const state = await this.#client.ingestion(waitForLoaderMs, patienceMs);
    return state.ok && state.value.isLoaded ? state.value.seq : undefined;
  }

  async #send({ body, lines }: Batch, bound: SearchBound): Promise<void> {
    if (this.#stop.signal.aborted) return this.#unsent(lines.length);
    const answer: Result<BatchAnswer, string> = await this.#client.send(
      body,
      await bound.seqBefore(),
      patienceMs,
    );
    if (answer.ok) return this.tally.answered(answer.value, lines);
    this.#unsent(lines.length);
    this.#stopWith(answer.error);
  }

  /** Lines without an answer count as not read, so that the sum is right. */
  #unsent(events: number): void {
    this.tally.read -= events;
  }

  #stopWith(problem: string): void {
    this.problem ??= problem;
    this.#stop.abort();
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytesRead += chunk.byteLength;
      yield chunk;
    }
  }
}

function describeReadProblem(cause: unknown): string {
  if (cause instanceof FileError) return cause.message;
  return `the file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
}
