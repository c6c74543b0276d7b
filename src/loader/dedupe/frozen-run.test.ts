import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FingerprintTable } from "./fingerprint-table.ts";
import { FrozenRun } from "./frozen-run.ts";

let folder: string;
let file: string;
const opened: FrozenRun[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-run-"));
  file = join(folder, "ids-1.run");
});

afterEach(() => {
  for (const run of opened.splice(0)) run.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a frozen run", () => {
  test("has the table's ids and no others: as it was frozen, opened again, and cold", () => {
    const { table, members, strangers } = randomTable(3_000);
    const frozen = keep(FrozenRun.freeze(table, file, 42));
    const again = keep(FrozenRun.open(file, 42));
    const cold = keep(FrozenRun.open(file, 42));
    cold.cool();
    for (const run of [frozen, again, cold]) {
      expect(run.receivedTo).toBe(42);
      expect(members.every((words) => run.has(words))).toBe(true);
      expect(strangers.some((words) => run.has(words))).toBe(false);
    }
    expect(frozen.memoryBytes).toBe(table.capacity * 2);
    expect(again.memoryBytes).toBe(table.capacity * 2);
    expect(cold.memoryBytes).toBe(0);
  });

  test("reads the exact id where slot and tag agree, and there only says yes", () => {
    const table = new FingerprintTable(8);
    table.add(Uint32Array.of(7, 1, 1, 0xabcd_0001));
    table.add(Uint32Array.of(7, 2, 2, 0xabcd_0002));
    const run = keep(FrozenRun.freeze(table, file, 0));
    expect(run.has(Uint32Array.of(7, 1, 1, 0xabcd_0001))).toBe(true);
    expect(run.has(Uint32Array.of(7, 2, 2, 0xabcd_0002))).toBe(true);
    expect(run.has(Uint32Array.of(7, 1, 1, 0xabcd_0002))).toBe(false);
    expect(run.has(Uint32Array.of(7, 3, 3, 0xabcd_0003))).toBe(false);
  });

  test("does not take an id without tag bits for an empty slot", () => {
    const table = new FingerprintTable(8);
    const untagged = [
      Uint32Array.of(7, 1, 1, 0),
      Uint32Array.of(7, 2, 2, 5),
      Uint32Array.of(7, 3, 3, 0x0001_0000),
    ];
    for (const words of untagged) table.add(words);
    const run = keep(FrozenRun.freeze(table, file, 0));
    for (const words of untagged) expect(run.has(words)).toBe(true);
    expect(run.has(Uint32Array.of(7, 4, 4, 0))).toBe(false);
  });

  test("of an empty table has nothing", () => {
    keep(FrozenRun.freeze(new FingerprintTable(8), file, 0));
    const run = keep(FrozenRun.open(file, 0));
    expect(run.has(Uint32Array.of(1, 2, 3, 4))).toBe(false);
  });

  test("leaves no temporary file, and nothing at all when it is deleted", () => {
    const run = FrozenRun.freeze(new FingerprintTable(8), file, 0);
    expect(readdirSync(folder)).toEqual(["ids-1.run"]);
    run.delete();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is written over what a crash left under its temporary name", () => {
    writeFileSync(`${file}.tmp`, "x".repeat(1_000_000));
    const { table, members } = randomTable(100);
    keep(FrozenRun.freeze(table, file, 0));
    const run = keep(FrozenRun.open(file, 0));
    expect(members.every((words) => run.has(words))).toBe(true);
  });
});

describe("a damaged run is refused when it is opened:", () => {
  const headerBytes = 16;
  const tableCapacity = 4_096;

  test("a flipped bit in any byte of the header", () => {
    freezeRandom();
    for (let at = 0; at < headerBytes; at++) {
      const damage = withDamage((bytes) => {
        bytes[at]! ^= 1 << (at % 8);
      });
      expect(damage).toThrow("broken invariant");
    }
  });

  test("a flipped bit among the tags", () => {
    freezeRandom();
    for (const at of [headerBytes, headerBytes + 4_097, headerBytes + tableCapacity * 2 - 1]) {
      const damage = withDamage((bytes) => {
        bytes[at]! ^= 16;
      });
      expect(damage).toThrow("is damaged");
    }
  });

  test("a file that was cut off anywhere, or has more behind it", () => {
    const size = freezeRandom();
    for (const length of [
      0,
      1,
      headerBytes - 1,
      headerBytes,
      headerBytes + 1,
      headerBytes + tableCapacity * 2,
      size - 1,
    ]) {
      expect(withDamage((bytes) => bytes.subarray(0, length))).toThrow("broken invariant");
    }
    expect(withDamage((bytes) => Buffer.concat([bytes, Buffer.of(0)]))).toThrow("broken invariant");
  });

  test("a header of zeros, as a file system that lost its blocks gives it", () => {
    freezeRandom();
    expect(withDamage((bytes) => bytes.fill(0))).toThrow("broken invariant");
  });

  /** Damages the bytes of the good file, and returns the opening of it. */
  function withDamage(damage: (bytes: Buffer) => Buffer | void): () => FrozenRun {
    const bytes = readFileSync(file);
    const damaged = join(folder, "damaged.run");
    writeFileSync(damaged, damage(bytes) ?? bytes);
    return () => keep(FrozenRun.open(damaged, 0));
  }

  function freezeRandom(): number {
    const { table } = randomTable(2_000);
    expect(table.capacity).toBe(tableCapacity);
    keep(FrozenRun.freeze(table, file, 0));
    return readFileSync(file).byteLength;
  }
});

function keep(run: FrozenRun): FrozenRun {
  opened.push(run);
  return run;
}

function randomTable(size: number): {
  table: FingerprintTable;
  members: Uint32Array[];
  strangers: Uint32Array[];
} {
  const draw = () => crypto.getRandomValues(new Uint32Array(4));
  const members = Array.from({ length: size }, draw);
  const table = new FingerprintTable();
  for (const words of members) table.add(words);
  return { table, members, strangers: Array.from({ length: size }, draw) };
}
