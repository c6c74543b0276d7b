import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { hourMs } from "../../kernel/clock.ts";
import { DedupeIndex } from "./dedupe-index.ts";

const windowMs = 24 * hourMs;

let folder: string;
const indexes: DedupeIndex[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-dedupe-"));
});

afterEach(() => {
  for (const index of indexes.splice(0)) index.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the dedupe index", () => {
  test("knows an id again: from the table, from a run, and after both were opened again", () => {
    const index = open();
    expect(index.add(id(1), 100)).toBe(true);
    expect(index.add(id(1), 200)).toBe(false);
    const { receivedTo } = index.freeze("a.run");
    expect(receivedTo).toBe(100);
    expect(index.add(id(1), 300)).toBe(false);
    expect(index.add(id(2), 300)).toBe(true);

    const again = open();
    again.openRun("a.run", receivedTo);
    expect(again.add(id(1), 400)).toBe(false);
    expect(again.add(id(2), 400)).toBe(true);
  });

  test("a duplicate does not prolong the window", () => {
    const index = open();
    index.add(id(1), 1_000);
    index.add(id(1), 1_000 + windowMs);
    expect(index.freeze("a.run").receivedTo).toBe(1_000);
    expect(index.expired(1_000 + windowMs)).toEqual([]);
    expect(index.expired(1_001 + windowMs)).toEqual(["a.run"]);
  });

  test("names a run as expired only when its latest id has left the window, and forgets it on drop only", () => {
    const index = open();
    index.add(id(1), 1_000);
    index.add(id(2), 5_000);
    index.freeze("a.run");
    index.add(id(3), 9_000);
    index.freeze("b.run");
    expect(index.expired(5_000 + windowMs)).toEqual([]);
    expect(index.expired(5_001 + windowMs)).toEqual(["a.run"]);
    expect(index.add(id(1), 5_001 + windowMs)).toBe(false);
    index.drop(["a.run"]);
    expect(existsSync(join(folder, "a.run"))).toBe(false);
    expect(index.add(id(1), 5_001 + windowMs)).toBe(true);
    expect(index.add(id(3), 5_001 + windowMs)).toBe(false);
  });

  test("asks to be frozen when its oldest id is an eighth of the window old, but never when it is empty", () => {
    const index = open();
    expect(index.shouldFreeze(10 * windowMs)).toBe(false);
    index.add(id(1), 5_000);
    index.add(id(2), 1_000);
    expect(index.shouldFreeze(1_000 + windowMs / 8)).toBe(false);
    expect(index.shouldFreeze(1_001 + windowMs / 8)).toBe(true);
    index.freeze("a.run");
    expect(index.shouldFreeze(10 * windowMs)).toBe(false);
  });

  test("asks to be frozen while two more batches of ids still fit into its table", () => {
    // 2^18 slots hold 183,500 ids at a load of 0.7; 100,000 of them are kept free for what follows.
    const index = open(1 << 18);
    const room = Math.floor((1 << 18) * 0.7) - 100_000;
    for (let added = 0; added < room; added++) index.add(id(added), 1);
    expect(index.shouldFreeze(1)).toBe(false);
    index.add(id(room), 1);
    expect(index.shouldFreeze(1)).toBe(true);
    const memoryBytesMax = (1 << 18) * 16;
    for (let added = 0; added < 100_000 - 1; added++) index.add(id(room + 1 + added), 1);
    expect(index.memoryBytes).toBeLessThanOrEqual(memoryBytesMax);
  });

  test("keeps the tags of 32 runs in memory and looks older runs up on disk", () => {
    const index = open();
    const tagBytes = 4_096 * 2;
    const tableBytes = 4_096 * 16;
    for (let run = 0; run < 40; run++) {
      for (let number = 0; number < 20; number++) index.add(id(run * 20 + number), run);
      index.freeze(`${run}.run`);
      expect(index.memoryBytes).toBe(Math.min(run + 1, 32) * tagBytes + tableBytes);
    }
    const again = open();
    for (let run = 0; run < 40; run++) again.openRun(`${run}.run`, run);
    expect(again.memoryBytes).toBe(32 * tagBytes + tableBytes);
    for (const either of [index, again]) {
      for (let number = 0; number < 800; number++) expect(either.add(id(number), 100)).toBe(false);
      for (let number = 800; number < 1_600; number++) expect(either.add(id(number), 100)).toBe(true);
    }
  });

  test("agrees with a plain map over any history of adds, freezes, expiries and starts", () => {
    const step = fc.oneof(
      {
        weight: 20,
        arbitrary: fc.record({ kind: fc.constant("add" as const), number: fc.nat(60), late: fc.nat(3) }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass" as const), hours: fc.nat(14) }) },
      { weight: 3, arbitrary: fc.constant({ kind: "freeze" as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: "start" as const }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
        const history = new History();
        for (const one of steps) history.take(one);
      }),
      { numRuns: 25 },
    );
  });
});

type Step =
  | { kind: "add"; number: number; late: number }
  | { kind: "pass"; hours: number }
  | { kind: "freeze" }
  | { kind: "start" };

/** The index beside a model; what the loader's state does around it is done here by hand. */
class History {
  #index = open();
  #now = windowMs;
  #runs: { name: string; receivedTo: number; ids: Set<number> }[] = [];
  readonly #table = new Map<number, number>();
  #frozen = 0;

  take(step: Step): void {
    if (step.kind === "add") this.#add(step.number, this.#now - step.late * hourMs);
    else if (step.kind === "pass") this.#now += step.hours * hourMs;
    else if (step.kind === "freeze") this.#freeze();
    else this.#start();
  }

  #add(number: number, receivedAt: number): void {
    const isKnown = this.#table.has(number) || this.#runs.some((run) => run.ids.has(number));
    expect(this.#index.add(id(number), receivedAt)).toBe(!isKnown);
    if (!isKnown) this.#table.set(number, receivedAt);
  }

  #freeze(): void {
    const name = `${indexes.length}-${this.#frozen++}.run`;
    const receivedTo = Math.max(0, ...this.#table.values());
    expect(this.#index.freeze(name)).toEqual({ receivedTo });
    this.#runs.push({ name, receivedTo, ids: new Set(this.#table.keys()) });
    this.#table.clear();
    const over = this.#runs.filter((run) => run.receivedTo < this.#now - windowMs).map((run) => run.name);
    expect(this.#index.expired(this.#now)).toEqual(over);
    this.#index.drop(over);
    this.#runs = this.#runs.filter((run) => !over.includes(run.name));
    const files = readdirSync(folder).filter((file) => file.startsWith(`${indexes.length}-`));
    for (const run of this.#runs) expect(existsSync(join(folder, run.name))).toBe(true);
    for (const file of files) expect(this.#runs.map((run) => run.name)).toContain(file);
  }

  #start(): void {
    this.#index = open();
    for (const run of this.#runs) this.#index.openRun(run.name, run.receivedTo);
    for (const [number, receivedAt] of this.#table)
      expect(this.#index.add(id(number), receivedAt)).toBe(true);
  }
}

function open(tableCapacityMax?: number): DedupeIndex {
  const index = new DedupeIndex({
    folder,
    windowMs,
    ...(tableCapacityMax === undefined ? {} : { tableCapacityMax }),
  });
  indexes.push(index);
  return index;
}

/** A fingerprint of a number; many share a slot, some share the tag as well. */
function id(number: number): Uint32Array {
  return Uint32Array.of(Math.imul(number, 0x9e37_79b1), number, 1, (number % 1_000) << 16);
}
