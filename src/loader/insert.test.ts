import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { err, ok } from "../kernel/result.ts";
import type { LoadBatch } from "./batch.ts";
import { type EventKey, type InsertFailure, type RowSink, insertBatch } from "./insert.ts";

const noWait = { firstMs: 0, ceilingMs: 0, random: () => 0 };

describe("inserting a batch", () => {
  test("that the store takes is one insert, named by log, batch and range", async () => {
    const store = new Rows();
    expect(await insert(store, 5)).toEqual([]);
    expect(store.tokens).toEqual(["log:7:0-5"]);
    expect(store.stored()).toEqual(["0", "1", "2", "3", "4"]);
  });

  test("without rows asks the store nothing", async () => {
    const store = new Rows();
    expect(await insert(store, 0)).toEqual([]);
    expect(store.tokens).toEqual([]);
  });

  test("is asked for without what the store cannot read, and the missing rows are named in its words", async () => {
    const store = new Rows({ refuse: ["2"], readsAround: true });
    expect(await insert(store, 4)).toEqual([{ index: 2, error: "no 2" }]);
    expect(store.tokens).toEqual(["log:7:0-4", "log:7:0-4:readable", "log:7:2-3"]);
    expect(store.stored()).toEqual(["0", "1", "3"]);
  });

  test("does not take another log's event of the same number for the refused one", async () => {
    const others = [{ seq: 2, event_id: "of another log" }];
    const store = new Rows({ refuse: ["2"], readsAround: true, others });
    expect(await insert(store, 4)).toEqual([{ index: 2, error: "no 2" }]);
  });

  test("takes a dozen requests however many rows are bad", async () => {
    const bad = Array.from({ length: 2_000 }, (_, index) => String(index * 2));
    const store = new Rows({ refuse: bad, readsAround: true });
    const refused = await insert(store, 4_000);
    expect(refused!.map(({ index }) => String(index))).toEqual(bad);
    expect(refused!.every(({ error }) => error.startsWith("no "))).toBe(true);
    expect(store.tokens).toHaveLength(12);
    expect(store.stored()).toHaveLength(2_000);
  });

  test("finds rows that are refused although they can be read by halving, each half with a token of its own", async () => {
    const store = new Rows({ refuse: ["2"] });
    expect(await insert(store, 4)).toEqual([{ index: 2, error: "no 2" }]);
    const halves = ["log:7:0-2", "log:7:2-4", "log:7:2-3", "log:7:3-4"];
    expect(store.tokens).toEqual(["log:7:0-4", "log:7:0-4:readable", ...halves]);
    expect(store.stored()).toEqual(["0", "1", "3"]);
  });

  test("keeps every good row and names every bad one, whichever they are", async () => {
    const refusals = fc.uniqueArray(fc.nat(29), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.nat(30), refusals, fc.boolean(), async (count, refused, readsAround) => {
        const store = new Rows({ refuse: refused.map(String), readsAround });
        const bad = refused.filter((index) => index < count).toSorted((a, b) => a - b);
        const found = await insert(store, count);
        expect(found!.map(({ index }) => index)).toEqual(bad);
        const good = Array.from({ length: count }, (_, index) => index).filter(
          (index) => !bad.includes(index),
        );
        expect(store.stored()).toEqual(good.map(String).toSorted());
      }),
      { numRuns: 60 },
    );
  });

  test("tries again, with the same token and rows, for as long as the store is away", async () => {
    const store = new Rows({ awayFor: 25 });
    const waits: [InsertFailure, number][] = [];
    expect(await insert(store, 3, { onWait: (failure, attempt) => waits.push([failure, attempt]) })).toEqual(
      [],
    );
    expect(new Set(store.tokens)).toEqual(new Set(["log:7:0-3"]));
    expect(store.tokens).toHaveLength(26);
    expect(waits.map(([, attempt]) => attempt)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(waits[0]![0]).toEqual({ retryable: true, message: "away" });
  });

  test("begins to wait anew for every half", async () => {
    const store = new Rows({ refuse: ["0"], awayEvery: 2 });
    const attempts: number[] = [];
    expect(await insert(store, 2, { onWait: (_, attempt) => attempts.push(attempt) })).toEqual([
      { index: 0, error: "no 0" },
    ]);
    expect(attempts).toEqual([1, 1, 1, 1]);
  });
});

describe("stopping", () => {
  test("before the first attempt sends nothing", async () => {
    const store = new Rows();
    expect(await insert(store, 3, { signal: AbortSignal.abort() })).toBeNull();
    expect(store.tokens).toEqual([]);
  });

  test("ends the wait between two attempts", async () => {
    const stopping = new AbortController();
    const store = new Rows({ awayFor: 1_000 });
    const startedAt = performance.now();
    const inserting = insert(store, 3, {
      signal: stopping.signal,
      backOff: { firstMs: 60_000, ceilingMs: 60_000, random: () => 0 },
      onWait: () => setTimeout(() => stopping.abort(), 5),
    });
    expect(await inserting).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test("reaches the insert under way", async () => {
    const stopping = new AbortController();
    const store = new Rows({ hang: true });
    setTimeout(() => stopping.abort(), 5);
    expect(await insert(store, 3, { signal: stopping.signal })).toBeNull();
  });

  test("makes no dead letter of a row whose insert was broken off, whatever the store calls that", async () => {
    const stopping = new AbortController();
    const sink: RowSink = {
      insertRows: () => {
        stopping.abort();
        return Promise.resolve(err({ retryable: false, message: "broken off" }));
      },
      storedEvents: () => Promise.resolve(ok([])),
    };
    expect(await insert(sink, 1, { signal: stopping.signal })).toBeNull();
  });
});

type More = Partial<Pick<Parameters<typeof insertBatch>[0], "signal" | "onWait" | "backOff">>;

function insert(sink: RowSink, count: number, more: More = {}): ReturnType<typeof insertBatch> {
  const rest = { signal: new AbortController().signal, backOff: noWait, onWait: () => {}, ...more };
  return insertBatch({ sink, table: "events_v1", logId: "log", ...rest }, batchOf(count));
}

/** Rows of the events `0`, `1`, … of batch 7. */
function batchOf(count: number): LoadBatch {
  const lines = Array.from(
    { length: count },
    (_, index) => `${JSON.stringify({ event_id: String(index) })}\n`,
  );
  const ends = Float64Array.from(lines, (_, index) => lines.slice(0, index + 1).join("").length);
  const nothing = new Uint8Array(0);
  const rest = {
    from: 0,
    to: 1,
    seq: 0,
    nextSeq: count,
    counts: [],
    fingerprints: nothing,
    spans: nothing,
    receivedTo: 0,
  };
  return { ...rest, batch: 7, rows: { bytes: Buffer.from(lines.join("")), ends, projects: lines } };
}

interface StoreFaults {
  readonly refuse?: readonly string[];
  /** It can leave out what it refuses. */
  readonly readsAround?: boolean;
  readonly awayFor?: number;
  readonly awayEvery?: number;
  readonly hang?: boolean;
  /** What another log has stored. */
  readonly others?: readonly EventKey[];
}

/** Takes rows by token, once. */
class Rows implements RowSink {
  readonly tokens: string[] = [];
  readonly #rowsByToken = new Map<string, string[]>();
  readonly #faults: StoreFaults;

  constructor(faults: StoreFaults = {}) {
    this.#faults = faults;
  }

  stored(): string[] {
    return [...this.#rowsByToken.values()].flat().toSorted();
  }

  storedEvents: RowSink["storedEvents"] = async ({ from, to }) => {
    const events = this.stored().map((event_id) => ({ seq: Number(event_id), event_id }));
    return ok([...events, ...(this.#faults.others ?? [])].filter(({ seq }) => seq >= from && seq < to));
  };

  insertRows: RowSink["insertRows"] = async ({ table, rows, token, skipUnreadable, signal }) => {
    expect(table).toBe("events_v1");
    this.tokens.push(token);
    const { refuse = [], readsAround = false, awayFor = 0, awayEvery = 0, hang = false } = this.#faults;
    if (hang) await new Promise((resolve) => signal?.addEventListener("abort", resolve));
    const isAway = this.tokens.length <= awayFor || (awayEvery > 0 && this.tokens.length % awayEvery === 1);
    if (hang || isAway) return err({ retryable: true, message: "away" });
    const texts = new TextDecoder().decode(rows).trimEnd().split("\n");
    const lines = texts.map((text) => (JSON.parse(text) as { event_id: string }).event_id);
    const refused = new Set(refuse);
    const good = lines.filter((line) => !refused.has(line));
    const bad = lines.find((line) => refused.has(line));
    const takesTheRest = skipUnreadable === true && readsAround;
    if (bad !== undefined && !takesTheRest) return err({ retryable: false, message: `no ${bad}` });
    this.#rowsByToken.set(token, good);
    return ok(undefined);
  };
}
