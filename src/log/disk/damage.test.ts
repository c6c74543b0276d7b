/** Real files, damaged by hand: what the writer and the reader make of them. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { systemClock } from "../../kernel/clock.ts";
import { silentLogger } from "../../kernel/logger.ts";
import type { EventLog, LogChunk, LogDamage, LogEntry, LogOffset } from "../event-log.ts";
import { openDiskEventLogReader } from "./disk-event-log-reader.ts";
import { openDiskEventLog } from "./disk-event-log.ts";
import { encodeFrame, frameHeaderBytes } from "./record-frame.ts";
import { segmentPath } from "./segment.ts";

const segmentBytesMax = 4_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-damage-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the end of the last segment", () => {
  const changes: Record<string, (whole: Buffer, kept: number) => Buffer> = {
    "cut off": (whole, kept) => whole.subarray(0, kept),
    "full of zeros": (whole, kept) =>
      Buffer.concat([whole.subarray(0, kept), Buffer.alloc(whole.length - kept)]),
  };
  for (const [name, change] of Object.entries(changes)) {
    test(`${name} at any byte of the last record takes only that record`, async () => {
      const original = join(folder, "original");
      const offsets = await writeLog(original, [record(0, 100), record(1, 0), record(2, 60)]);
      const whole = readFileSync(segmentPath(original, 0));
      const last = offsets[2]!;
      for (let kept = last; kept < whole.length; kept++) {
        const copy = join(folder, "copy");
        cpSync(original, copy, { recursive: true });
        writeFileSync(segmentPath(copy, 0), change(whole, kept));
        const log = await openLog(copy);
        const changedBytes = name === "cut off" ? kept - last : whole.length - last;
        expect(log.durableEnd()).toBeGreaterThanOrEqual(last + changedBytes);
        const next = await log.append(record(3, 50));
        const { entries, damage } = await readEverything(copy, 0, next);
        expect(damage).toEqual([]);
        expect(entries.map(({ payload }) => payload)).toEqual([record(0, 100), record(1, 0), record(3, 50)]);
        const savedBytes = changedBytes === 0 ? undefined : readFileSync(damagedPath(copy, last)).length;
        expect(savedBytes).toBe(changedBytes === 0 ? undefined : changedBytes);
        await log.close();
        rmSync(copy, { recursive: true });
      }
    }, 60_000);
  }

  test("is not written over when it was a record that rotted: the loader may be behind it already", async () => {
    await writeLog(folder, [record(0, 100), record(1, 200)]);
    const loaded = 112 + 212;
    flipBit(segmentPath(folder, 0), 200, 3);
    const log = await openLog(folder);
    expect(log.durableEnd()).toBe(loaded);
    const next = await log.append(record(2, 80));
    expect((await readEverything(folder, loaded, next)).entries.map(({ payload }) => payload)).toEqual([
      record(2, 80),
    ]);
    expect((await readEverything(folder, 0, next)).entries).toHaveLength(2);
    expect(readFileSync(damagedPath(folder, 112))).toHaveLength(212);
    await log.close();
  });

  test("is kept when good records lie behind bad bytes", async () => {
    await writeLog(folder, [record(0, 100), record(1, 200), record(2, 300)]);
    flipBit(segmentPath(folder, 0), 200, 3);
    const log = await openLog(folder);
    const { entries, damage } = await readEverything(folder, 0, log.durableEnd());
    expect(entries.map(({ payload }) => payload)).toEqual([record(0, 100), record(2, 300)]);
    expect(damage).toMatchObject([{ from: 112, to: 324, savedAs: damagedPath(folder, 112) }]);
    await log.close();
  });

  test("may be empty: a crash can come between making a segment and writing it", async () => {
    const offsets = await writeLog(folder, [record(0, 100), record(1, 100)]);
    const end = offsets[1]! + 112;
    writeFileSync(segmentPath(folder, end), "");
    const log = await openLog(folder);
    expect(log.durableEnd()).toBe(end);
    const next = await log.append(record(2, 10));
    expect((await readEverything(folder, 0, next)).entries).toHaveLength(3);
    await log.close();
  });
});

describe("a segment that is not the last", () => {
  let payloads: Uint8Array[];
  let offsets: LogOffset[];
  let end: LogOffset;
  let bases: LogOffset[];

  beforeEach(async () => {
    payloads = Array.from({ length: 40 }, (_, index) => record(index, 500));
    offsets = await writeLog(folder, payloads);
    end = offsets.at(-1)! + 512;
    bases = segmentBases(folder);
    expect(bases.length).toBeGreaterThan(3);
  });

  test("with damaged bytes: they are set aside, reported and skipped", async () => {
    const path = segmentPath(folder, bases[1]!);
    const damagedOffset = bases[1]! + 512;
    const damagedFrame = readFileSync(path).subarray(512, 1_024);
    damagedFrame[100]! ^= 0x10;
    flipBit(path, 512 + 100, 4);
    const { entries, damage } = await readEverything(folder, 0, end);
    expect(entries.map(({ offset }) => offset)).toEqual(offsets.filter((offset) => offset !== damagedOffset));
    expect(damage).toEqual([
      {
        from: damagedOffset,
        to: damagedOffset + 512,
        savedAs: damagedPath(folder, damagedOffset),
        reason: expect.stringContaining("checksum") as string,
      },
    ]);
    expect(readFileSync(damagedPath(folder, damagedOffset))).toEqual(damagedFrame);
  });

  test("that is missing: the range is reported, the records around it come", async () => {
    unlinkSync(segmentPath(folder, bases[1]!));
    const log = await openLog(folder);
    expect(log.durableEnd()).toBe(end);
    await log.close();
    const { entries, damage } = await readEverything(folder, 0, end);
    expect(entries.map(({ offset }) => offset)).toEqual(
      offsets.filter((offset) => offset < bases[1]! || offset >= bases[2]!),
    );
    expect(damage).toEqual([
      {
        from: bases[1]!,
        to: bases[2]!,
        savedAs: "",
        reason: expect.stringContaining("a segment file was removed") as string,
      },
    ]);
  });

  test("that is missing at the beginning of what the loader still needs is reported", async () => {
    unlinkSync(segmentPath(folder, bases[0]!));
    const { damage } = await readEverything(folder, 512, end);
    expect(damage).toEqual([
      {
        from: 512,
        to: bases[1]!,
        savedAs: "",
        reason: expect.stringContaining("a segment file was removed") as string,
      },
    ]);
  });

  test("that is cut: the part record is set aside, the missing rest reported", async () => {
    const path = segmentPath(folder, bases[1]!);
    truncateSync(path, 700);
    const { entries, damage } = await readEverything(folder, 0, end);
    expect(entries.map(({ offset }) => offset)).toEqual(
      offsets.filter((offset) => offset < bases[1]! + 512 || offset >= bases[2]!),
    );
    expect(damage).toMatchObject([{ from: bases[1]! + 512, to: bases[2]! }]);
    expect(readFileSync(damagedPath(folder, bases[1]! + 512))).toHaveLength(188);
  });

  test("that was swapped with another: no record is taken for one at a wrong place", async () => {
    const [one, other] = [segmentPath(folder, bases[1]!), segmentPath(folder, bases[2]!)];
    const [oneBytes, otherBytes] = [readFileSync(one), readFileSync(other)];
    writeFileSync(one, otherBytes);
    writeFileSync(other, oneBytes);
    const { entries, damage } = await readEverything(folder, 0, end);
    expect(entries.map(({ offset }) => offset)).toEqual(
      offsets.filter((offset) => offset < bases[1]! || offset >= bases[3]!),
    );
    expect(damage.map(({ from, to }) => [from, to])).toEqual([
      [bases[1]!, bases[2]!],
      [bases[2]!, bases[3]!],
    ]);
  });
});

test("a frame inside a record's payload is not taken for a record when the search comes across it", async () => {
  const inner = new Uint8Array(112);
  encodeFrame(inner, new DataView(inner.buffer), 0, 0, record(9, 100));
  await writeLog(folder, [new Uint8Array([...record(0, 20), ...inner]), record(1, 10)]);
  flipBit(segmentPath(folder, 0), 4, 0);
  const { entries } = await readEverything(folder, 0, readFileSync(segmentPath(folder, 0)).length);
  expect(entries.map(({ payload }) => payload)).toEqual([record(1, 10)]);
});

test("a mark of a frame that lies across the search window's edge is found", async () => {
  const MiB = 1024 * 1024;
  for (const before of [MiB - 24, MiB - 14, MiB - 13, MiB - 12, MiB - 1, MiB]) {
    const inner = join(folder, String(before));
    await writeLog(inner, [new Uint8Array(before), record(1, 10)], 16 * MiB);
    flipBit(segmentPath(inner, 0), 0, 0);
    const { entries } = await readEverything(inner, 0, before + 12 + 22);
    expect(entries.map(({ payload }) => payload)).toEqual([record(1, 10)]);
  }
});

test("whatever bits flip, sound records come unchanged and the rest is reported", async () => {
  let run = 0;
  const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 2_500 })), {
    minLength: 1,
    maxLength: 25,
  });
  const flips = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 0, max: 7 })),
    { minLength: 1, maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(
      sizes,
      flips,
      fc.integer({ min: 1, max: 5_000 }),
      fc.boolean(),
      async (lengths, bits, bytesMax, reopen) => {
        const inner = join(folder, String(run++));
        const payloads = lengths.map((length, index) => record(index, length));
        const offsets = await writeLog(inner, payloads);
        let end = offsets.at(-1)! + frameHeaderBytes + payloads.at(-1)!.length;
        const flipped = new Set<LogOffset>();
        for (const [share, bit] of bits) {
          const offset = Math.floor(share * end);
          const base = segmentBases(inner).findLast((each) => each <= offset)!;
          if (flipped.has(offset)) continue;
          flipped.add(offset);
          flipBit(segmentPath(inner, base), offset - base, bit);
        }
        if (reopen) {
          const log = await openLog(inner);
          expect(log.durableEnd()).toBeGreaterThanOrEqual(end);
          payloads.push(record(payloads.length, 30));
          offsets.push(log.durableEnd());
          end = await log.append(payloads.at(-1)!);
          await log.close();
        }
        const { entries, damage } = await readEverything(inner, 0, end, bytesMax);
        const sound = offsets.flatMap((offset, index) => {
          const next = offset + frameHeaderBytes + payloads[index]!.length;
          return [...flipped].some((at) => offset <= at && at < next)
            ? []
            : [{ offset, next, payload: payloads[index]! }];
        });
        expect(entries).toEqual(sound);
        // Damage and records do not overlap, and nothing but a covered end is missing without a word.
        const damaged = damage.map(({ from, to }) => ({ offset: from, next: to }));
        for (const range of damaged) {
          expect(entries.filter(({ offset, next }) => offset < range.next && range.offset < next)).toEqual(
            [],
          );
        }
        if (!reopen) expect(bytesOf(entries) + bytesOf(damaged)).toBe(end);
        rmSync(inner, { recursive: true });
      },
    ),
    { numRuns: Number(process.env["TIDEMARK_TEST_RUNS"] ?? 100) },
  );
}, 600_000);

function bytesOf(ranges: readonly { offset: LogOffset; next: LogOffset }[]): number {
  return ranges.reduce((sum, { offset, next }) => sum + next - offset, 0);
}

function openLog(inner: string, segmentBytes = segmentBytesMax): Promise<EventLog> {
  const limits = { bytesMax: 1e9, diskShareMax: 1, segmentBytesMax: segmentBytes };
  return openDiskEventLog({ folder: inner, clock: systemClock, logger: silentLogger, limits });
}

/** Appends the records one by one, closes, and returns where each begins. */
async function writeLog(
  inner: string,
  payloads: readonly Uint8Array[],
  segmentBytes?: number,
): Promise<LogOffset[]> {
  const log = await openLog(inner, segmentBytes);
  const offsets: LogOffset[] = [];
  for (const payload of payloads)
    offsets.push((await log.append(payload)) - frameHeaderBytes - payload.length);
  await log.close();
  return offsets;
}

async function readEverything(
  inner: string,
  from: LogOffset,
  until: LogOffset,
  bytesMax = 1_000_000,
): Promise<{ entries: LogEntry[]; damage: LogDamage[] }> {
  const reader = await openDiskEventLogReader({ folder: inner });
  const entries: LogEntry[] = [];
  const damage: LogDamage[] = [];
  for (let at = from; at < until;) {
    const chunk: LogChunk = await reader.read(at, until, bytesMax);
    entries.push(...chunk.entries.map((entry) => ({ ...entry, payload: new Uint8Array(entry.payload) })));
    damage.push(...chunk.damage);
    expect(chunk.next).toBeGreaterThan(at);
    at = chunk.next;
  }
  await reader.close();
  return { entries, damage };
}

function segmentBases(inner: string): LogOffset[] {
  const names = readdirSync(inner).filter((name) => /^\d+\.log$/.test(name));
  return names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
}

function damagedPath(inner: string, offset: LogOffset): string {
  return join(inner, "damaged", `${String(offset).padStart(20, "0")}.bin`);
}

function record(number: number, length: number): Uint8Array {
  return new Uint8Array(length).map((_, at) => [0xff, 0x54, 0x4d, 0x52, number, at][at % 6]!);
}

function flipBit(path: string, at: number, bit: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1 << bit;
  writeFileSync(path, bytes);
}
