import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { encodeRecord } from "../event/encode-record.ts";
import type { EventRecord } from "../event/record.ts";
import { dayMs, minuteMs, systemClock } from "../kernel/clock.ts";
import { silentLogger } from "../kernel/logger.ts";
import { err, ok } from "../kernel/result.ts";
import { type DiskEventLogReader, openDiskEventLogReader } from "../log/disk/disk-event-log-reader.ts";
import { type DiskEventLog, openDiskEventLog } from "../log/disk/disk-event-log.ts";
import type { LogOffset } from "../log/event-log.ts";
import { DeadLetters } from "./dead-letters.ts";
import type { RowSink } from "./insert.ts";
import { LoaderGate } from "./loader-gate.ts";
import { Loader, type LoaderLimits, type LoaderMode, type LoaderProgress } from "./loader.ts";
import { LoaderState } from "./state.ts";

const start = 1_700_000_000_000;
const never = 3_600_000;

let root: string;
let log: DiskEventLog;
let store: Rows;
let process: LoaderProcess;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "tidemark-loader-"));
  const limits = { bytesMax: 1 << 30, diskShareMax: 1, segmentBytesMax: 1 << 16 };
  log = await openDiskEventLog({
    folder: join(root, "log"),
    clock: systemClock,
    logger: silentLogger,
    limits,
  });
  store = new Rows();
});

afterEach(async () => {
  await process?.end();
  await log.close();
  rmSync(root, { recursive: true, force: true });
});

describe("the loader", () => {
  test("brings every event into the store, in the order of arrival, and tells how far it is", async () => {
    process = await startLoader();
    const end = await append([record(["a", "b"]), record(["c"])]);
    const progress = await process.loaded(end);
    expect(store.ids()).toEqual(["a", "b", "c"]);
    expect(store.rows().map((row) => row.seq)).toEqual([0, 1, 2]);
    expect(progress).toMatchObject({ committed: end, seq: 3, problem: "", damage: [] });
    expect(progress.counters).toEqual([{ project_id: "p", verdict: "stored", reason: "", count: 3 }]);
    expect(progress.lastCommitAt).toBeGreaterThan(start);
    expect(progress.memory.dedupeBytes).toBeGreaterThan(0);
    expect(store.tokens[0]).toStartWith(`${log.id}:1:0-`);
  });

  test("loads what was appended while it was not there, and goes on where the last one ended", async () => {
    const first = await append([record(["a"])]);
    process = await startLoader();
    await process.loaded(first);
    await process.end();
    const second = await append([record(["a", "b"])]);
    process = await startLoader();
    await process.loaded(second);
    expect(store.ids()).toEqual(["a", "b"]);
    expect(countersOf(process)).toEqual({ "p stored ": 2, "p duplicate ": 1 });
  });

  test("passes through idle, loading and stopped", async () => {
    process = await startLoader();
    await process.when(({ mode }) => mode === "idle");
    await process.loaded(await append([record(["a"])]));
    await process.when(({ mode }) => mode === "idle");
    await process.loader.stop();
    expect(process.modes).toEqual(["idle", "loading", "idle", "stopped"]);
  });

  test("takes a record of counts only, without asking the store", async () => {
    process = await startLoader();
    await process.loaded(
      await append([record([], { untaken: [{ verdict: "filtered", reason: 0, count: 5 }] })]),
    );
    expect(countersOf(process)).toEqual({ "p filtered do_not_track": 5 });
    expect(store.tokens).toEqual([]);
  });

  test("can be told twice, late and wrongly how far the log is durable", async () => {
    process = await startLoader();
    const end = await append([record(["a"])]);
    process.loader.notifyDurable(end);
    process.loader.notifyDurable(0);
    process.loader.start();
    await process.loaded(end);
    expect(store.ids()).toEqual(["a"]);
  });
});

describe("a batch", () => {
  test("waits for company until its age, unless somebody waits for it", async () => {
    process = await startLoader({ ...waiting(never) });
    await append([record(["a"])]);
    await append([record(["b"])]);
    await quiet();
    expect(store.tokens).toEqual([]);
    const end = log.durableEnd();
    process.loader.drain(end);
    await process.loaded(end);
    expect(store.tokens).toEqual([`${log.id}:1:0-2`]);
    await append([record(["c"])]);
    await quiet();
    expect(store.tokens).toHaveLength(1);
  });

  test("is drained also when it comes after the wish", async () => {
    process = await startLoader({ ...waiting(never) });
    const before = log.durableEnd();
    process.loader.drain(before + 1);
    await process.loaded(await append([record(["a"])]));
  });

  test("goes at once when it is large enough", async () => {
    process = await startLoader({ ...waiting(never), batchBytesMax: 4_000 });
    await process.loaded(await append([record(["a"], { padding: 1_000 })]));
  });

  test("goes when its time has come", async () => {
    process = await startLoader({ ...waiting(20) });
    await process.loaded(await append([record(["a"])]));
  });

  test("waits the longer the longer the last insert took", async () => {
    process = await startLoader({ batchAgeMsMin: 0, batchAgeMsMax: never });
    store.behave = () => Bun.sleep(30).then(() => "store");
    await process.loaded(await append([record(["a"])]));
    const appendedAt = performance.now();
    await process.loaded(await append([record(["b"])]));
    expect(performance.now() - appendedAt).toBeGreaterThan(4 * 30);
  });

  test("holds whole records up to its number of events, and one record however large it is", async () => {
    const ids = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `e${from + index}`);
    await append([
      record(ids(0, 3)),
      record(ids(3, 3)),
      record(ids(6, 3)),
      record(ids(9, 20)),
      record(ids(29, 1)),
    ]);
    process = await startLoader({ batchEventsMax: 6 });
    await process.loaded(log.durableEnd());
    expect(store.tokens.map((token) => token.split(":").slice(1).join(":"))).toEqual([
      "1:0-6",
      "2:0-3",
      "3:0-20",
      "4:0-1",
    ]);
    expect(store.ids()).toEqual(ids(0, 30));
  });

  test("holds about as many bytes as it may", async () => {
    const records = Array.from({ length: 40 }, (_, index) => record([`e${index}`], { padding: 1_000 }));
    await append(records);
    process = await startLoader({ batchBytesMax: 5_000 });
    await process.loaded(log.durableEnd());
    expect(store.ids()).toHaveLength(40);
    expect(store.tokens.length).toBeGreaterThanOrEqual(8);
  });
});

describe("folding", () => {
  test("happens between two batches, also while more is waiting", async () => {
    const records = Array.from({ length: 10 }, (_, index) => record([`e${index}`], { padding: 1_000 }));
    await append(records);
    process = await startLoader({ batchBytesMax: 2_000 }, quick, { folds: [true] });
    await process.loaded(log.durableEnd());
    await process.loader.stop();
    const runs = readdirSync(join(root, "loader")).filter((file) => file.endsWith(".run"));
    expect(runs).toHaveLength(process.loader.progress().batches);
    expect(runs.length).toBeGreaterThan(3);
    expect(store.ids()).toHaveLength(10);
  });
});

describe("while the store is away", () => {
  test("the loader waits, says why, and loads when it is back", async () => {
    store.behave = () => "away";
    process = await startLoader();
    const end = await append([record(["a"])]);
    expect(await process.when(({ mode }) => mode === "waiting")).toMatchObject({
      problem: "the store is away",
    });
    await process.when(() => store.tokens.length > 3);
    expect(process.loader.progress().committed).toBe(0);
    store.behave = () => "store";
    expect(await process.loaded(end)).toMatchObject({ problem: "" });
    expect(store.ids()).toEqual(["a"]);
    expect(new Set(store.tokens).size).toBe(1);
  });

  test("an insert of which only the answer was lost is not stored twice", async () => {
    store.behave = () => (store.tokens.length < 3 ? "lose the answer" : "store");
    process = await startLoader();
    await process.loaded(await append([record(["a", "b"])]));
    expect(store.tokens).toHaveLength(3);
    expect(store.ids()).toEqual(["a", "b"]);
  });
});

describe("rows that the store refuses", () => {
  test("become dead letters alone, and are counted as rejected", async () => {
    store.behave = ({ lines }) => (lines.some((line) => line.includes('"bad')) ? "refuse" : "store");
    process = await startLoader();
    const end = await append([record(["a", "bad 1", "b"]), record(["c", "bad 2"], { project_id: "q" })]);
    process.loader.drain(end);
    await process.loaded(end);
    expect(store.ids()).toEqual(["a", "b", "c"]);
    expect(countersOf(process)).toEqual({
      "p stored ": 2,
      "q stored ": 1,
      "p rejected refused_by_store": 1,
      "q rejected refused_by_store": 1,
    });
    expect(deadLetters().map(({ project_id, error, id }) => [project_id, error, id])).toEqual([
      ["p", "refused", "bad 1"],
      ["q", "refused", "bad 2"],
    ]);
    expect(process.loader.progress().seq).toBe(5);
  });

  test("are known as duplicates when they are sent again, like any event that was accepted", async () => {
    store.behave = ({ lines }) => (lines.some((line) => line.includes('"bad')) ? "refuse" : "store");
    process = await startLoader();
    await process.loaded(await append([record(["bad"])]));
    await process.loaded(await append([record(["bad"])]));
    expect(countersOf(process)).toEqual({
      "p stored ": 0,
      "p rejected refused_by_store": 1,
      "p duplicate ": 1,
    });
  });
});

describe("stopping", () => {
  test.each(["hang", "away"] as const)("takes no time when the store answers with: %s", async (behaviour) => {
    store.behave = () => behaviour;
    process = await startLoader({}, { firstMs: never, ceilingMs: never, random: () => 0 });
    await append([record(["a"])]);
    await process.when(() => store.tokens.length > 0);
    const startedAt = performance.now();
    await process.loader.stop();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(process.loader.progress()).toMatchObject({ mode: "stopped", committed: 0 });
    expect(deadLetters()).toEqual([]);
  });

  test("takes no time when there is nothing to do, or a batch waits for company", async () => {
    process = await startLoader({ ...waiting(never) });
    await process.when(({ mode }) => mode === "idle");
    const startedAt = performance.now();
    await process.loader.stop();
    await process.end();
    process = await startLoader({ ...waiting(never) });
    await append([record(["a"])]);
    await quiet();
    await process.loader.stop();
    await process.loader.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(store.tokens).toEqual([]);
  });

  test("of one that never started is no trouble", async () => {
    process = await startLoader();
    const idle = await startLoader({}, undefined, { started: false, folder: join(root, "other") });
    await idle.loader.stop();
    await idle.end();
  });
});

describe("after a crash", () => {
  test("the interrupted batch is loaded again as it was cut, although more has come since", async () => {
    store.behave = () => "store and hang";
    await append([record(["a"]), record(["b"])]);
    process = await startLoader();
    await process.when(() => store.tokens.length > 0);
    process = await process.crash();
    store.behave = () => "store";
    await process.loaded(await append([record(["c"]), record(["a"])]));
    const [first, again, next] = store.tokens;
    expect(first).toBe(`${log.id}:1:0-2`);
    expect(again).toBe(first);
    expect(next).toStartWith(`${log.id}:2:`);
    expect(store.ids()).toEqual(["a", "b", "c"]);
    expect(countersOf(process)).toEqual({ "p stored ": 3, "p duplicate ": 1 });
  });

  test("in the middle of finding refused rows the same halves go in under the same tokens", async () => {
    const isBad = (lines: readonly string[]) => lines.some((line) => line.includes('"bad'));
    store.behave = ({ lines }) => {
      if (store.tokens.length === 4) return "hang";
      return isBad(lines) ? "refuse" : "store";
    };
    await append([record(["a", "b", "bad", "c"])]);
    process = await startLoader();
    await process.when(() => store.tokens.length === 4);
    process = await process.crash();
    store.behave = ({ lines }) => (isBad(lines) ? "refuse" : "store");
    await process.loaded(log.durableEnd());
    expect(store.ids()).toEqual(["a", "b", "c"]);
    expect(deadLetters().map(({ id }) => id)).toEqual(["bad"]);
    expect(countersOf(process)).toEqual({ "p stored ": 3, "p rejected refused_by_store": 1 });
  });
});

describe("at the gate", () => {
  test("nothing is inserted while it is closed, and what came meanwhile is loaded when it opens", async () => {
    process = await startLoader();
    await process.loaded(await append([record(["a"])]));
    const held = process.gate.close();
    process.loader.nudge();
    await held;
    const end = await append([record(["b"])]);
    await quiet();
    expect(store.ids()).toEqual(["a"]);
    process.gate.open();
    await process.loaded(end);
    expect(store.ids()).toEqual(["a", "b"]);
  });

  test("it is reached only when the batch under way is committed, and a held loader can be stopped", async () => {
    process = await startLoader();
    store.behave = async () => {
      await Bun.sleep(20);
      return "store" as const;
    };
    const end = await append([record(["a"])]);
    await process.when(() => store.tokens.length > 0);
    await process.gate.close();
    expect(process.loader.progress().committed).toBe(end);
    await process.loader.stop();
    expect(process.loader.progress().mode).toBe("stopped");
  });

  test("a visitor that it forgot begins a new session, also after a crash; the others go on with theirs", async () => {
    process = await startLoader();
    await process.loaded(await append([record(["a", "b", "other"])]));
    const held = process.gate.close();
    process.loader.nudge();
    await held;
    process.loader.forget({ project_id: "p", visitor_ids: ["v0"], session_ids: ["s"] });
    process = await process.crash();
    // The same visitor (v0) as of "a", and the same client's session (s) as of "b", a moment later.
    const later = { resendable: true, time: start + minuteMs, row: '{"x":1}' };
    const events = [
      { ...later, event_id: "c", visitor_id: "v0", session_id: "" },
      { ...later, time: start + 31 * minuteMs, event_id: "d", visitor_id: "v1", session_id: "s" },
      { ...later, time: start + 61 * minuteMs, event_id: "e", visitor_id: "v2", session_id: "" },
    ];
    await process.loaded(
      await append([encodeRecord({ received_at: start, project_id: "p", untaken: [], events })]),
    );
    const seeds = store.rows().map((row) => row.session_seed);
    const minutes = seeds.map((seed) => (seed - start) / minuteMs);
    expect(minutes).toEqual([0, 30, 60, 1, 31, 60]);
  });
});

describe("trouble in the log", () => {
  test("a damaged range is skipped, reported, and everything around it is loaded", async () => {
    const offsets: LogOffset[] = [];
    for (const id of ["a", "b", "c"]) offsets.push(await append([record([id], { padding: 100 })]));
    damageLog(offsets[0]! + 40);
    process = await startLoader();
    const progress = await process.loaded(log.durableEnd());
    expect(store.ids()).toEqual(["a", "c"]);
    expect(progress.damage).toMatchObject([{ from: offsets[0]!, to: offsets[1]! }]);
  });

  test("a record of an unknown version fails the loader in words, and what lies before it is loaded", async () => {
    const end = await append([record(["a"])]);
    await log.append(Uint8Array.of(99, 1, 2, 3));
    process = await startLoader({ batchBytesMax: 20 });
    await process.loader.finished();
    expect(process.loader.progress()).toMatchObject({ mode: "failed", committed: end });
    expect(process.loader.progress().problem).toContain("unknown version");
    expect(store.ids()).toEqual(["a"]);
  });

  test("a failure while the next batch is built leaves no insert behind that goes on by itself", async () => {
    const end = await append([record(["a"])]);
    await log.append(Uint8Array.of(99, 1, 2, 3));
    const answer = Promise.withResolvers<"store">();
    store.behave = () => answer.promise;
    process = await startLoader({ batchBytesMax: 20 });
    await process.when(() => store.tokens.length > 0);
    let isFinished = false;
    const finished = process.loader.finished().then(() => (isFinished = true));
    await quiet();
    expect(isFinished).toBe(false);
    answer.resolve("store");
    await finished;
    expect(process.loader.progress()).toMatchObject({ mode: "failed", committed: end });
    expect(process.modes.at(-1)).toBe("failed");
  });

  test("a store that throws fails the loader, and the next start loads the batch", async () => {
    store.behave = () => "throw";
    const end = await append([record(["a"])]);
    process = await startLoader();
    await process.loader.finished();
    expect(process.loader.progress()).toMatchObject({
      mode: "failed",
      committed: 0,
      problem: "the loader failed and tries again: the store threw",
    });
    store.behave = () => "store";
    process = await process.crash();
    await process.loaded(end);
    expect(store.ids()).toEqual(["a"]);
  });
});

/**
 * The promise of the whole: whatever the store does and whenever the process dies, every accepted
 * event is in the store once, or is a dead letter once, and the counters add up to what was received.
 */
describe("over any history of faults and crashes", () => {
  const recordWish = fc.record({
    project: fc.constantFrom("p", "q"),
    ids: fc.array(
      fc.oneof(
        fc.nat(30).map(String),
        fc.nat(30).map((id) => `bad ${id}`),
        fc.constant("made"),
      ),
      { maxLength: 6 },
    ),
    untaken: fc.nat(3),
    pause: fc.boolean(),
  });
  const behaviour = fc.constantFrom<Behaviour>("store", "store", "away", "lose the answer");
  const lifetime = fc.record({
    records: fc.array(recordWish, { minLength: 1, maxLength: 12 }),
    behaviours: fc.array(behaviour, { minLength: 1, maxLength: 6 }),
    batchEventsMax: fc.integer({ min: 1, max: 12 }),
    batchBytesMax: fc.constantFrom(60, 400, 100_000),
    folds: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
    crash: fc.record({
      at: fc.constantFrom<CrashPoint>(
        "before intend",
        "after intend",
        "insert, not stored",
        "insert, stored",
        "before commit",
        "after commit",
        "after fold",
      ),
      pass: fc.nat(4),
    }),
  });

  test("every event is stored once and counted once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lifetime, { minLength: 1, maxLength: 4 }), async (lifetimes) => {
        const trial = await Trial.begin();
        try {
          for (const one of lifetimes) await trial.live(one);
          await trial.settle();
        } finally {
          await trial.end();
        }
      }),
      { numRuns: 20 },
    );
  });
});

interface Lifetime {
  readonly records: readonly { project: string; ids: readonly string[]; untaken: number; pause: boolean }[];
  readonly behaviours: readonly Behaviour[];
  readonly batchEventsMax: number;
  readonly batchBytesMax: number;
  readonly folds: readonly boolean[];
  readonly crash: { readonly at: CrashPoint; readonly pass: number };
}

type CrashPoint =
  | "before intend"
  | "after intend"
  | "insert, not stored"
  | "insert, stored"
  | "before commit"
  | "after commit"
  | "after fold";

class SimulatedCrash extends Error {}

/** Dies at a point of its own, once the point has been passed so many times. */
class MortalState extends LoaderState {
  die: (at: CrashPoint) => void = () => {};
  readonly #folds: readonly boolean[] | undefined;
  #asked = 0;

  constructor(folder: string, folds: readonly boolean[] | undefined) {
    super({ folder, dedupeWindowMs: dayMs, sessionCapacityMax: 64 });
    this.#folds = folds;
  }

  override intend(...args: Parameters<LoaderState["intend"]>): void {
    this.die("before intend");
    super.intend(...args);
    this.die("after intend");
  }

  override commit(...args: Parameters<LoaderState["commit"]>): void {
    this.die("before commit");
    super.commit(...args);
    this.die("after commit");
  }

  override foldIsDue(now: number): boolean {
    if (this.#folds === undefined) return super.foldIsDue(now);
    return this.#folds[this.#asked++ % this.#folds.length]!;
  }

  override fold(...args: Parameters<LoaderState["fold"]>): void {
    super.fold(...args);
    this.die("after fold");
  }
}

/** Everything of one history: a log and a store that live on, and loaders that come and go. */
class Trial {
  readonly #received: { project: string; id: string }[] = [];
  #untaken = 0;
  #made = 0;

  static async begin(): Promise<Trial> {
    await process?.end();
    rmSync(join(root, "loader"), { recursive: true, force: true });
    rmSync(join(root, "dead-letters"), { recursive: true, force: true });
    store = new Rows();
    process = await startLoader({}, undefined, { from: log.durableEnd() });
    await process.end();
    return new Trial();
  }

  async live(lifetime: Lifetime): Promise<void> {
    const { batchEventsMax, batchBytesMax, folds, crash } = lifetime;
    let [passes, calls] = [0, 0];
    const isTimeToDie = (at: CrashPoint) => at === crash.at && passes++ === crash.pass;
    store.behave = ({ lines }) => {
      if (isTimeToDie("insert, not stored")) return this.#dieInside("hang");
      if (isTimeToDie("insert, stored"))
        return this.#dieInside(this.#isRefused(lines) ? "hang" : "store and hang");
      const behaviour = lifetime.behaviours[calls++ % lifetime.behaviours.length]!;
      // Were the store never there, nobody would notice anything.
      return calls % 3 === 0 || behaviour === "store" ? this.#judge(lines) : this.#faulty(behaviour, lines);
    };
    process = await startLoader({ batchEventsMax, batchBytesMax, ...waiting(1) }, quick, { folds });
    (process.state as MortalState).die = (at) => {
      if (isTimeToDie(at)) throw new SimulatedCrash(at);
    };
    const underWay: Promise<LogOffset>[] = [];
    for (const wish of lifetime.records) {
      underWay.push(this.#append(wish));
      if (wish.pause) await underWay.at(-1);
    }
    await Promise.all(underWay);
    await this.#untilLoadedOrDead();
    process = await process.crash({ started: false });
    await process.end();
  }

  /** A last life without faults, after which everything must add up. */
  async settle(): Promise<void> {
    store.behave = ({ lines }) => this.#judge(lines);
    process = await startLoader({});
    process.loader.drain(log.durableEnd());
    await process.loaded(log.durableEnd());
    await process.loader.stop();

    expect(store.mismatches).toEqual([]);
    const accepted = [...new Set(this.#received.map(({ project, id }) => `${project} ${id}`))];
    const isBad = (key: string) => key.includes("bad");
    const keyOf = (row: StoredRow) => `${row.project_id} ${row.event_id}`;
    expect(store.rows().map(keyOf).toSorted()).toEqual(accepted.filter((key) => !isBad(key)).toSorted());
    expect(
      deadLetters()
        .map(({ project_id, id }) => `${project_id} ${id}`)
        .toSorted(),
    ).toEqual(accepted.filter(isBad).toSorted());
    const seqs = store.rows().map((row) => row.seq);
    expect(new Set(seqs).size).toBe(seqs.length);
    expect(process.loader.progress().seq).toBe(accepted.length);
    expectCounters(process, this.#received.length + this.#untaken, store.rows().length);
  }

  async end(): Promise<void> {
    await process.end();
  }

  #append({ project, ids, untaken }: Lifetime["records"][number]): Promise<LogOffset> {
    const named = ids.map((id) => (id === "made" ? `made ${this.#made++}` : id));
    for (const id of named) this.#received.push({ project, id });
    this.#untaken += untaken;
    const counts: EventRecord["untaken"] =
      untaken === 0 ? [] : [{ verdict: untaken === 1 ? "filtered" : "rejected", reason: 0, count: untaken }];
    return append([record(named, { project_id: project, untaken: counts })]);
  }

  #dieInside(last: Behaviour): Behaviour {
    void process.loader.stop();
    return last;
  }

  #isRefused(lines: readonly string[]): boolean {
    return lines.some((line) => line.includes('"bad'));
  }

  #judge(lines: readonly string[]): Behaviour {
    return this.#isRefused(lines) ? "refuse" : "store";
  }

  #faulty(behaviour: Behaviour, lines: readonly string[]): Behaviour {
    return this.#isRefused(lines) && behaviour === "lose the answer" ? "away" : behaviour;
  }

  async #untilLoadedOrDead(): Promise<void> {
    const end = log.durableEnd();
    process.loader.drain(end);
    await Promise.race([process.loaded(end), process.loader.finished()]);
  }
}

function expectCounters(of: LoaderProcess, received: number, stored: number): void {
  const totals = { stored: 0, duplicate: 0, rejected: 0, filtered: 0, redacted: 0 };
  for (const { verdict, count } of of.loader.progress().counters) totals[verdict] += count;
  expect(totals.stored).toBe(stored);
  expect(totals.stored + totals.duplicate + totals.rejected + totals.filtered).toBe(received);
}

type Behaviour = "store" | "away" | "lose the answer" | "hang" | "store and hang" | "refuse" | "throw";

interface StoredRow {
  readonly seq: number;
  readonly session_id: string;
  readonly session_seed: number;
  readonly project_id: string;
  readonly event_id: string;
}

/** A store of rows that takes every token once, as ClickHouse does, and misbehaves when it is told to. */
class Rows implements RowSink {
  readonly tokens: string[] = [];
  /** Tokens that came again with other rows: the batch was not built again as it was. */
  readonly mismatches: string[] = [];
  behave: (call: { lines: readonly string[] }) => Behaviour | Promise<Behaviour> = () => "store";
  onCall: () => void = () => {};
  readonly #linesByToken = new Map<string, string>();

  rows(): StoredRow[] {
    const lines = [...this.#linesByToken.values()].flatMap((text) => text.trimEnd().split("\n"));
    const rows = lines.map((line) => JSON.parse(line) as StoredRow);
    return rows.toSorted((a, b) => a.seq - b.seq);
  }

  ids(): string[] {
    return this.rows().map((row) => row.event_id);
  }

  insertRows: RowSink["insertRows"] = async ({ rows, token, signal }) => {
    const text = new TextDecoder().decode(rows);
    this.tokens.push(token);
    const deciding = this.behave({ lines: text.trimEnd().split("\n") });
    this.onCall();
    const behaviour = await deciding;
    if (behaviour === "throw") throw new Error("the store threw");
    if (behaviour === "refuse") return err({ retryable: false, message: "refused" });
    if (behaviour === "store" || behaviour === "lose the answer" || behaviour === "store and hang")
      this.#keep(token, text);
    if (behaviour === "hang" || behaviour === "store and hang") await fired(signal!);
    return behaviour === "store"
      ? ok(undefined)
      : err({ retryable: true, message: `the store is ${behaviour}` });
  };

  storedEvents: RowSink["storedEvents"] = async ({ from, to }) =>
    ok(this.rows().filter(({ seq }) => seq >= from && seq < to));

  #keep(token: string, text: string): void {
    const kept = this.#linesByToken.get(token);
    if (kept === undefined) this.#linesByToken.set(token, text);
    else if (kept !== text) this.mismatches.push(token);
  }
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

const usualLimits: LoaderLimits = {
  batchEventsMax: 1_000,
  batchBytesMax: 1 << 20,
  batchAgeMsMin: 0,
  batchAgeMsMax: 0,
  sessionTimeoutMs: 30 * minuteMs,
};
const quick = { firstMs: 1, ceilingMs: 2, random: () => 0.5 };

interface StartOptions {
  readonly started?: boolean;
  readonly folder?: string;
  /** Begins there, with an empty state. */
  readonly from?: LogOffset;
  /** What the state answers, over and over, when it is asked whether a fold is due. */
  readonly folds?: readonly boolean[];
}

/** All that a process of the loader holds; ending it, well or not, leaves the files. */
/** Batches wait for company as long as that. */
function waiting(ageMs: number): Pick<LoaderLimits, "batchAgeMsMin" | "batchAgeMsMax"> {
  return { batchAgeMsMin: ageMs, batchAgeMsMax: ageMs };
}

async function startLoader(
  limits: Partial<LoaderLimits> = {},
  backOff: typeof quick = quick,
  { started = true, folder = join(root, "loader"), from, folds }: StartOptions = {},
): Promise<LoaderProcess> {
  const reader = await openDiskEventLogReader({ folder: join(root, "log") });
  const state = new MortalState(folder, folds);
  if (from !== undefined) skipTo(state, from);
  const made = new LoaderProcess(reader, state, folder, { ...usualLimits, ...limits }, backOff);
  if (started) made.start();
  return made;
}

function skipTo(state: LoaderState, offset: LogOffset): void {
  const nothing = new Uint8Array(0);
  const position = { batch: 1, offset, seq: 0 };
  state.commit({ position, receivedTo: 0, fingerprints: nothing, spans: nothing, counts: [] });
}

class LoaderProcess {
  readonly loader: Loader;
  readonly state: LoaderState;
  readonly modes: LoaderMode[] = [];
  readonly gate = new LoaderGate();
  readonly #reader: DiskEventLogReader;
  readonly #folder: string;
  readonly #limits: LoaderLimits;
  readonly #watchers = new Set<() => void>();
  #ended = false;

  constructor(
    reader: DiskEventLogReader,
    state: LoaderState,
    folder: string,
    limits: LoaderLimits,
    backOff: typeof quick,
  ) {
    this.#reader = reader;
    this.state = state;
    this.#folder = folder;
    this.#limits = limits;
    this.loader = new Loader({
      reader,
      logId: log.id,
      sink: store,
      table: "events_v1",
      state,
      deadLetters: new DeadLetters(join(root, "dead-letters")),
      clock: systemClock,
      logger: silentLogger,
      backOff,
      limits,
      gate: this.gate,
      onProgress: ({ mode }) => {
        if (this.modes.at(-1) !== mode) this.modes.push(mode);
        this.#look();
      },
    });
    store.onCall = () => this.#look();
  }

  start(): void {
    this.loader.notifyDurable(log.durableEnd());
    this.loader.start();
  }

  /** Resolves as soon as the progress, or the store, is as wished. */
  when(wish: (progress: LoaderProgress) => boolean): Promise<LoaderProgress> {
    return new Promise((resolve) => {
      const look = () => {
        const progress = this.loader.progress();
        if (!wish(progress)) return;
        this.#watchers.delete(look);
        resolve(progress);
      };
      this.#watchers.add(look);
      look();
    });
  }

  loaded(end: LogOffset): Promise<LoaderProgress> {
    return this.when(({ committed }) => committed >= end);
  }

  /** What a kill -9 leaves: the files as they are now, nothing closed, from which a new process starts. */
  async crash(options: StartOptions = {}): Promise<LoaderProcess> {
    await this.loader.stop();
    const left = mkdtempSync(join(root, "crash-"));
    cpSync(this.#folder, left, { recursive: true });
    await this.end();
    rmSync(this.#folder, { recursive: true });
    cpSync(left, this.#folder, { recursive: true });
    return startLoader(this.#limits, quick, options);
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.loader.stop();
    this.state.close();
    await this.#reader.close();
  }

  #look(): void {
    for (const look of this.#watchers) look();
  }
}

/** Appends the records and tells the loader, as the log's writer does. */
async function append(records: readonly Uint8Array[]): Promise<LogOffset> {
  const ends = await Promise.all(records.map((one) => log.append(one)));
  process?.loader.notifyDurable(log.durableEnd());
  return Math.max(...ends);
}

interface RecordWish extends Partial<Pick<EventRecord, "project_id" | "untaken">> {
  /** So many more bytes a row. */
  readonly padding?: number;
}

/** Events of three visitors, half an hour apart; those that begin with "made" have ids of Tidemark's own. */
function record(
  ids: readonly string[],
  { project_id = "p", untaken = [], padding = 0 }: RecordWish = {},
): Uint8Array {
  const events = ids.map((event_id, index) => ({
    time: start + index * 30 * minuteMs,
    resendable: !event_id.startsWith("made"),
    event_id,
    visitor_id: `v${index % 3}`,
    session_id: index % 2 === 0 ? "" : "s",
    row: JSON.stringify({ project_id, event_id, padding: "x".repeat(padding) }),
  }));
  return encodeRecord({ received_at: start, project_id, untaken, events });
}

/** Long enough for anything that would happen at once to have happened. */
function quiet(): Promise<void> {
  return Bun.sleep(60);
}

function countersOf(of: LoaderProcess): Record<string, number> {
  const lines = of.loader.progress().counters;
  return Object.fromEntries(
    lines.map(({ project_id, verdict, reason, count }) => [`${project_id} ${verdict} ${reason}`, count]),
  );
}

function deadLetters(): { project_id: string; error: string; id: string }[] {
  const folder = join(root, "dead-letters");
  const files = readdirSync(root).includes("dead-letters") ? readdirSync(folder).toSorted() : [];
  const lines = files.flatMap((file) => readFileSync(join(folder, file), "utf8").trimEnd().split("\n"));
  return lines.map((line) => {
    const { project_id, error, row } = JSON.parse(line) as { project_id: string; error: string; row: string };
    return { project_id, error, id: (JSON.parse(row) as StoredRow).event_id };
  });
}

/** Flips a bit of the log, which lies in one segment here. */
function damageLog(at: LogOffset): void {
  const folder = join(root, "log");
  const segment = readdirSync(folder).find((file) => /\d{5,}/.test(file))!;
  const bytes = readFileSync(join(folder, segment));
  bytes[at]! ^= 1;
  writeFileSync(join(folder, segment), bytes);
}
