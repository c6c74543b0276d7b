import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { encodeRecord } from "../event/encode-record.ts";
import type { EventRecord } from "../event/record.ts";
import { dayMs, hourMs, minuteMs } from "../kernel/clock.ts";
import { type LoadBatch, buildBatch } from "./batch.ts";
import { readPosition } from "./position.ts";
import { Sessionizer } from "./sessions/sessionizer.ts";
import { unpackSpans } from "./sessions/span.ts";
import { LoaderState } from "./state.ts";

const start = 1_700_000_000_000;

let root: string;
const opened = new Set<LoaderState>();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidemark-state-"));
});

afterEach(() => {
  for (const state of opened) state.close();
  opened.clear();
  rmSync(root, { recursive: true, force: true });
});

describe("the loader's state", () => {
  test("begins with nothing, in a folder that it makes", () => {
    const state = open(join(root, "deep", "loader"));
    expect(state.position).toEqual({ batch: 0, offset: 0, seq: 0 });
    expect(state.intent).toBeNull();
    expect(state.counters.all()).toEqual([]);
    expect(state.sessions.size).toBe(0);
  });

  test("keeps its secret: fingerprints are the same after a start, and others elsewhere", () => {
    const [here, elsewhere] = [open(join(root, "a")), open(join(root, "b"))];
    const print = (state: LoaderState) => state.fingerprinter.of("s", Buffer.from("id")).join();
    expect(print(crash(here))).toBe(print(here));
    expect(print(elsewhere)).not.toBe(print(here));
  });

  test("forgets a batch that was built but not committed, and remembers that it was intended", () => {
    const state = open();
    load(state, [record({ events: ["a"] })]);
    const before = facts(state);
    const batch = build(state, [record({ events: ["b", "c"] })]);
    expect(facts(crash(state)).spans).toEqual(before.spans);
    state.intend(batch);
    const again = crash(state);
    expect(facts(again)).toEqual({ ...before, intent: { batch: 2, from: 1, to: 2 } });
    expect(knows(again, ["a", "b", "c"])).toEqual([true, false, false]);
  });

  test("has after a commit and a start what it had in memory", () => {
    const state = open();
    load(state, [record({ events: ["a", "b", "a"], session: "s" }), record({ project: "q", events: ["a"] })]);
    load(state, [record({ events: ["c"], minutes: 300, session: "s" })]);
    expect(state.intent).toBeNull();
    const again = crash(state);
    expect(facts(again)).toEqual(facts(state));
    expect(again.position).toEqual({ batch: 2, offset: 3, seq: 4 });
    expect(knows(again, ["a", "b", "c", "d"])).toEqual([true, true, true, false]);
  });

  test("leaves a project out for good: its counts are gone, and after a start nothing of it is taken", () => {
    const state = open();
    load(state, [record({ events: ["a"] }), record({ project: "q", events: ["b"] })]);
    state.leaveOut("q");
    state.leaveOut("q");
    const again = crash(state);
    for (const one of [state, again]) {
      expect(one.counters.all().map(({ project_id }) => project_id)).toEqual(["p"]);
      const batch = build(one, [record({ project: "q", events: ["c"] }), record({ events: ["d"] })]);
      expect(batch.rows.projects).toEqual(["p"]);
    }
  });

  test("leaves no project out while a batch is under way, which must come out the same again", () => {
    const state = open();
    state.intend(build(state, [record({ project: "q", events: ["a"] })]));
    expect(() => state.leaveOut("q")).toThrow("between batches");
    expect(build(crash(state), [record({ project: "q", events: ["a"] })]).rows.projects).toEqual(["q"]);
  });

  test("takes batches without ids, spans and counts", () => {
    const state = open();
    load(state, []);
    load(state, [record({})]);
    expect(facts(crash(state))).toEqual(facts(state));
    state.fold(start);
    expect(facts(crash(state))).toEqual(facts(state));
  });

  test("refuses to intend a batch out of order", () => {
    const state = open();
    expect(() => state.intend({ batch: 2, from: 0, to: 1 })).toThrow("batches are intended in order");
    load(state, [record({})]);
    expect(() => state.intend({ batch: 1, from: 0, to: 1 })).toThrow("batches are intended in order");
  });

  test("tells its position without being opened", () => {
    const folder = join(root, "loader");
    expect(readPosition(folder)).toBe(0);
    const state = open(folder);
    expect(readPosition(folder)).toBe(0);
    load(state, [record({}), record({})]);
    expect(readPosition(folder)).toBe(2);
  });
});

describe("folding", () => {
  test("moves ids and spans into files, and nothing is different afterwards", () => {
    const state = open();
    load(state, [record({ events: ["a", "b"], session: "s" })]);
    const before = facts(state);
    state.fold(start);
    expect(runFiles(state)).toEqual(["ids-1.run"]);
    expect(facts(state)).toEqual(before);
    const again = crash(state);
    expect(facts(again)).toEqual(before);
    expect(knows(crash(again), ["a", "b", "c"])).toEqual([true, true, false]);
    load(again, [record({ events: ["c"] })]);
    expect(knows(crash(again), ["a", "c", "d"])).toEqual([true, true, false]);
  });

  test("is due when ids are an eighth of the window old, by the records' own clock", () => {
    const state = open();
    load(state, [record({ events: ["a"] })]);
    expect(state.foldIsDue(start + dayMs / 8)).toBe(false);
    expect(state.foldIsDue(start + dayMs / 8 + 1)).toBe(true);
    state.fold(start);
    expect(state.foldIsDue(start + dayMs)).toBe(false);
  });

  test("is due when the changes are heavy, also those from before a start", () => {
    const state = open();
    const fingerprints = crypto.getRandomValues(new Uint8Array(64 * 1024));
    const heavy = Buffer.concat(Array.from({ length: 800 }, () => fingerprints));
    const rest = { receivedTo: start, spans: new Uint8Array(0), counts: [] };
    state.commit({ position: { batch: 1, offset: 1, seq: 0 }, fingerprints: heavy, ...rest });
    expect(state.foldIsDue(start)).toBe(true);
    state.close();
    opened.delete(state);
    const again = open();
    expect(again.foldIsDue(start)).toBe(true);
    again.fold(start);
    expect(again.foldIsDue(start)).toBe(false);
  });

  test("deletes runs whose ids have all left the window, and only those", () => {
    const state = open();
    load(state, [record({ events: ["a"] })]);
    state.fold(start);
    load(state, [record({ events: ["b"], receivedAt: start + 20 * hourMs })]);
    state.fold(start + dayMs);
    expect(runFiles(state)).toEqual(["ids-1.run", "ids-2.run"]);
    load(state, [record({ events: ["c"], receivedAt: start + dayMs + 1 })]);
    state.fold(start + dayMs + 1);
    expect(runFiles(state)).toEqual(["ids-2.run", "ids-3.run"]);
    const again = crash(state);
    expect(knows(again, ["a", "b", "c"])).toEqual([false, true, true]);
  });

  test("that a crash broke off leaves files that the next start removes, and no id is lost or invented", () => {
    const state = open();
    load(state, [record({ events: ["a"] })]);
    state.fold(start);
    load(state, [record({ events: ["b"] })]);
    const before = facts(state);
    const atCrash = copyOf(state);
    state.fold(start);
    // On disk: what was before the fold, the new run already renamed, and a torn one beside it.
    cpSync(join(folderOf(state), "ids-2.run"), join(atCrash, "ids-2.run"));
    writeFileSync(join(atCrash, "ids-3.run.tmp"), "torn");
    const again = open(atCrash);
    expect(facts(again)).toEqual(before);
    expect(runFiles(again)).toEqual(["ids-1.run"]);
    expect(readdirSync(atCrash).filter((file) => file.endsWith(".tmp"))).toEqual([]);
    load(again, [record({ events: ["a", "b", "c"] })]);
    expect(again.counters.all()).toContainEqual({
      project_id: "p",
      verdict: "duplicate",
      reason: "",
      count: 2,
    });
    again.fold(start);
    expect(runFiles(again)).toEqual(["ids-1.run", "ids-3.run"]);
    expect(knows(crash(again), ["a", "b", "c", "d"])).toEqual([true, true, true, false]);
  });

  test("that a crash broke off before it deleted an expired run leaves that to the next start", () => {
    const state = open();
    load(state, [record({ events: ["a"] })]);
    state.fold(start);
    const beforeDrop = copyOf(state);
    load(state, [record({ events: ["b"], receivedAt: start + 2 * dayMs })]);
    state.fold(start + 2 * dayMs);
    const atCrash = copyOf(state);
    cpSync(join(beforeDrop, "ids-1.run"), join(atCrash, "ids-1.run"));
    const again = open(atCrash);
    expect(runFiles(again)).toEqual(["ids-2.run"]);
    expect(knows(again, ["a", "b"])).toEqual([false, true]);
  });
});

describe("a state that cannot be read", () => {
  const damaged = () => {
    const state = open();
    load(state, [record({ events: ["a"] })]);
    state.fold(start);
    const folder = copyOf(state);
    truncateSync(join(folder, "ids-1.run"), 100);
    return folder;
  };

  test("is refused: to go on without its ids would count events twice", () => {
    const folder = damaged();
    expect(() => open(folder)).toThrow("ids-1.run is damaged");
    rmSync(join(folder, "ids-1.run"));
    expect(() => open(folder)).toThrow("ids-1.run");
  });

  test.skipIf(!existsSync("/proc/self/fd"))(
    "holds no file open, because it is tried again for ever (needs /proc)",
    () => {
      const folder = damaged();
      const attempt = () => expect(() => open(folder)).toThrow();
      attempt();
      const filesOpen = () => readdirSync("/proc/self/fd").length;
      const before = filesOpen();
      for (let round = 0; round < 20; round++) attempt();
      expect(filesOpen()).toBeLessThan(before + 5);
    },
  );
});

/** A history of batches, folds and crashes, beside a model that never crashes and remembers all. */
describe("over any history", () => {
  const batch = fc.record({
    kind: fc.constantFrom("committed" as const, "built" as const, "intended" as const),
    events: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }),
    session: fc.constantFrom("", "s"),
    minutes: fc.nat(600),
    rejected: fc.nat(3),
  });
  const step = fc.oneof(
    { weight: 6, arbitrary: batch },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("fold" as const), hours: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.constant({ kind: "crash" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "crash in a fold" as const }) },
  );

  test("what was committed is remembered exactly, and what was not, not at all", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25, size: "max" }), (steps) => {
        const history = new History();
        for (const one of steps) history.take(one);
        history.finish();
      }),
      { numRuns: 10 },
    );
  });
});

interface BatchStep {
  readonly kind: "committed" | "built" | "intended";
  readonly events: readonly number[];
  readonly session: string;
  readonly minutes: number;
  readonly rejected: number;
}

type Step = BatchStep | { kind: "fold"; hours: number } | { kind: "crash" } | { kind: "crash in a fold" };

class History {
  #state = open(mkdtempSync(join(root, "history-")));
  /** Loads the committed batches only, and never stops; its window is long, so it forgets no id. */
  readonly #model = open(mkdtempSync(join(root, "model-")));
  #now = start;

  take(step: Step): void {
    if (step.kind === "fold") {
      this.#now += step.hours * hourMs;
      this.#state.fold(this.#now);
      // Two folds without a batch between them do not happen: the loader folds after a commit.
      load(this.#state, []);
      load(this.#model, []);
    } else if (step.kind === "crash") this.#restart(copyOf(this.#state));
    else if (step.kind === "crash in a fold") this.#crashInFold();
    else this.#batch(step);
    expect(facts(this.#state)).toEqual(facts(this.#model));
  }

  finish(): void {
    const names = Array.from({ length: 41 }, (_, index) => `e${index}`);
    expect(knows(crash(this.#state), names)).toEqual(knows(crash(this.#model), names));
  }

  #batch({ kind, events, session, minutes, rejected }: BatchStep): void {
    const names = events.map((event) => `e${event}`);
    const records = [record({ events: names, session, minutes, rejected, receivedAt: this.#now })];
    if (kind === "committed") {
      load(this.#state, records);
      load(this.#model, records);
      return;
    }
    const built = build(this.#state, records);
    if (kind === "intended") this.#state.intend(built);
    const again = copyOf(this.#state);
    this.#restart(again);
    if (kind === "built") return;
    // The interrupted batch comes out as before when it is built again from what was remembered.
    expect(this.#state.intent).toEqual({ batch: built.batch, from: built.from, to: built.to });
    expect(build(this.#state, records)).toEqual(built);
    commit(this.#state, built);
    load(this.#model, records);
  }

  #crashInFold(): void {
    const atCrash = copyOf(this.#state);
    this.#state.fold(this.#now);
    const run = `ids-${this.#state.position.batch}.run`;
    cpSync(join(folderOf(this.#state), run), join(atCrash, run));
    this.#restart(atCrash);
  }

  #restart(folder: string): void {
    this.#state.close();
    opened.delete(this.#state);
    this.#state = open(folder);
  }
}

const folders = new WeakMap<LoaderState, string>();

/** With room for few sessions, so that forgetting is a part of every history. */
function open(folder = join(root, "loader")): LoaderState {
  mkdirSync(folder, { recursive: true });
  const state = new LoaderState({ folder, dedupeWindowMs: dayMs, sessionCapacityMax: 16 });
  opened.add(state);
  folders.set(state, folder);
  return state;
}

function folderOf(state: LoaderState): string {
  return folders.get(state)!;
}

/** What is on disk at this moment; SQLite's journal included, nothing closed or tidied up. */
function copyOf(state: LoaderState): string {
  const folder = mkdtempSync(join(root, "crash-"));
  cpSync(folderOf(state), folder, { recursive: true });
  return folder;
}

/** The state that a process finds that starts after a kill -9 at this moment. */
function crash(state: LoaderState): LoaderState {
  return open(copyOf(state));
}

function build(state: LoaderState, records: readonly EventRecord[]): LoadBatch {
  const { batch, offset, seq } = state.position;
  const entries = records.map((one, index) => ({
    offset: offset + index,
    next: offset + index + 1,
    payload: encodeRecord(one),
  }));
  const { fingerprinter, dedupe, sessions, leftOut } = state;
  const sessionizer = new Sessionizer({ fingerprinter, table: sessions, timeoutMs: 30 * minuteMs });
  const boundaries = { batch: batch + 1, from: offset, to: offset + records.length, seq };
  return buildBatch({ dedupe, fingerprinter, sessionizer, leftOut }, boundaries, entries);
}

function commit(state: LoaderState, batch: LoadBatch): void {
  const { receivedTo, fingerprints, spans, counts, to, nextSeq } = batch;
  state.commit({
    position: { batch: batch.batch, offset: to, seq: nextSeq },
    receivedTo,
    fingerprints,
    spans,
    counts,
  });
}

function load(state: LoaderState, records: readonly EventRecord[]): void {
  const batch = build(state, records);
  state.intend(batch);
  commit(state, batch);
}

interface Facts {
  readonly position: unknown;
  readonly intent: unknown;
  readonly counters: readonly unknown[];
  readonly spans: readonly string[];
}

/** All that can be seen without changing it; spans without their keys, which are secret to each state. */
function facts(state: LoaderState): Facts {
  const spans = [...unpackSpans(state.sessions.snapshot())].map(({ key: _, ...rest }) =>
    JSON.stringify(rest),
  );
  const counters = state.counters.all().map((line) => JSON.stringify(line));
  const { position, intent } = state;
  const plainIntent = intent === null ? null : { batch: intent.batch, from: intent.from, to: intent.to };
  return {
    position: { ...position },
    intent: plainIntent,
    counters: counters.toSorted(),
    spans: spans.toSorted(),
  };
}

/** Which ids are remembered; asks by adding, so the state is of no use afterwards. */
function knows(state: LoaderState, ids: readonly string[]): boolean[] {
  return ids.map((id) => !state.dedupe.add(state.fingerprinter.of("event p", Buffer.from(id)), start));
}

function runFiles(state: LoaderState): string[] {
  return readdirSync(folderOf(state))
    .filter((file) => file.endsWith(".run"))
    .toSorted();
}

interface RecordWish {
  readonly project?: string;
  readonly events?: readonly string[];
  readonly session?: string;
  readonly minutes?: number;
  readonly rejected?: number;
  readonly receivedAt?: number;
}

/** Events an hour apart from one another, so that many sessions come into being. */
function record({
  project = "p",
  events = [],
  session = "",
  minutes = 0,
  rejected = 0,
  receivedAt = start,
}: RecordWish): EventRecord {
  return {
    received_at: receivedAt,
    project_id: project,
    untaken: rejected === 0 ? [] : [{ verdict: "rejected", reason: 0, count: rejected }],
    events: events.map((event_id, index) => ({
      time: start + minutes * minuteMs + index * hourMs,
      resendable: true,
      event_id,
      visitor_id: `v${index % 3}`,
      session_id: session,
      row: JSON.stringify({ event_id }),
    })),
  };
}
