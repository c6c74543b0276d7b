/**
 * What every event log promises, as tests. Each implementation runs this one suite; what only one
 * of them can show (torn files, brokers that go away) stands in its own tests.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { FailureError } from "../kernel/errors.ts";
import type { EventLog, EventLogReader, LogEntry, LogOffset } from "./event-log.ts";

/** One log that can be opened again and again. */
export interface EventLogUnderTest {
  open(): Promise<EventLog>;
  openReader(): Promise<EventLogReader>;
  dispose(): Promise<void>;
}

/** A slow disk or a broker far away takes its time. */
const testTimeoutMs = 60_000;

export function describeEventLog(name: string, create: () => Promise<EventLogUnderTest>): void {
  describe(`${name} keeps the event log's contract:`, () => {
    let subject: EventLogUnderTest;
    let log: EventLog;
    let reader: EventLogReader;

    beforeEach(async () => {
      subject = await create();
      log = await subject.open();
      reader = await subject.openReader();
    });

    afterEach(async () => {
      await reader.close();
      await log.close();
      await subject.dispose();
    });

    /** A stop and a start, with nothing kept in memory. */
    const reopen = async (): Promise<void> => {
      await reader.close();
      await log.close();
      log = await subject.open();
      reader = await subject.openReader();
    };

    test("a new log is empty and open", async () => {
      expect(log.id).not.toBe("");
      expect(await reader.start()).toBe(log.durableEnd());
      expect(log.status().mode).toBe("open");
      expect(log.status().problem).toBe("");
      expect(await reader.read(log.durableEnd(), log.durableEnd(), 1000)).toEqual({
        entries: [],
        next: log.durableEnd(),
        damage: [],
      });
    });

    test("an append resolves with the offset behind the record, which is durable by then", async () => {
      const start = log.durableEnd();
      const first = await log.append(text("one"));
      expect(first).toBeGreaterThan(start);
      expect(log.durableEnd()).toBe(first);
      const second = await log.append(text("two"));
      expect(second).toBeGreaterThan(first);
      expect(await readAll(reader, start, second)).toEqual([
        { offset: start, next: first, payload: text("one") },
        { offset: first, next: second, payload: text("two") },
      ]);
    });

    test(
      "concurrent appends keep their order and share flushes",
      async () => {
        const before = log.status();
        const payloads = Array.from({ length: 1_000 }, (_, index) => text(`record ${index}`));
        const offsets = await Promise.all(payloads.map((payload) => log.append(payload)));
        expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
        const entries = await readAll(reader, await reader.start(), log.durableEnd());
        expect(entries.map((entry) => entry.payload)).toEqual(payloads);
        expect(entries.map((entry) => entry.next)).toEqual(offsets);
        const after = log.status();
        expect(after.appends - before.appends).toBe(1_000);
        expect(after.flushes - before.flushes).toBeLessThan(100);
      },
      testTimeoutMs,
    );

    test("the durable end never goes back and covers every append that resolved", async () => {
      let highest = 0;
      const appends = Array.from({ length: 300 }, async (_, index) => {
        await Bun.sleep(index % 7);
        const next = await log.append(new Uint8Array(index));
        expect(log.durableEnd()).toBeGreaterThanOrEqual(next);
        expect(log.durableEnd()).toBeGreaterThanOrEqual(highest);
        highest = log.durableEnd();
      });
      await Promise.all(appends);
    });

    test("an empty record is a record", async () => {
      await log.append(new Uint8Array(0));
      await log.append(text("behind it"));
      const entries = await readAll(reader, await reader.start(), log.durableEnd());
      expect(entries.map((entry) => entry.payload.byteLength)).toEqual([0, 9]);
    });

    test(
      "a record of 10 MiB comes back as it was, even when the reader asks for less",
      async () => {
        const large = randomBytes(10 * 1024 * 1024);
        await log.append(text("before"));
        await log.append(large);
        await log.append(text("after"));
        const entries = await readAll(reader, await reader.start(), log.durableEnd(), 1_000);
        expect(entries).toHaveLength(3);
        expect(Buffer.compare(entries[1]!.payload, large)).toBe(0);
      },
      testTimeoutMs,
    );

    test(
      "bytes of every value come back as they were",
      async () => {
        const payloads = Array.from({ length: 50 }, (_, index) => randomBytes(index * 97));
        for (const payload of payloads) await log.append(payload);
        const entries = await readAll(reader, await reader.start(), log.durableEnd());
        expect(entries.map((entry) => entry.payload)).toEqual(payloads);
      },
      testTimeoutMs,
    );

    test("reading begins at any record and goes on at `next`", async () => {
      const starts: LogOffset[] = [];
      for (let index = 0; index < 20; index++) {
        starts.push(log.durableEnd());
        await log.append(text(`record ${index}`));
      }
      for (const [index, start] of starts.entries()) {
        const entries = await readAll(reader, start, log.durableEnd());
        expect(entries).toHaveLength(20 - index);
        expect(entries[0]).toMatchObject({ offset: start, payload: text(`record ${index}`) });
      }
    });

    test("reading stops before `until`", async () => {
      const start = log.durableEnd();
      const middle = await log.append(text("one"));
      await log.append(text("two"));
      const { entries, next } = await reader.read(start, middle, 1_000_000);
      expect(entries.map((entry) => entry.payload)).toEqual([text("one")]);
      expect(next).toBe(middle);
    });

    test("one read brings about as much as was asked for", async () => {
      await Promise.all(Array.from({ length: 100 }, () => log.append(new Uint8Array(1_000))));
      const { entries } = await reader.read(await reader.start(), log.durableEnd(), 10_500);
      expect(entries.length).toBeGreaterThanOrEqual(1);
      expect(entries.length).toBeLessThanOrEqual(11);
    });

    test("reads bring at least half of what was asked for, wherever the log's own pieces end", async () => {
      for (let flush = 0; flush < 40; flush++) {
        await Promise.all(Array.from({ length: 10 }, () => log.append(new Uint8Array(1_000))));
      }
      const sizes: number[] = [];
      for (let at = await reader.start(); at < log.durableEnd();) {
        const { entries, next } = await reader.read(at, log.durableEnd(), 30_000);
        sizes.push(entries.length);
        at = next;
      }
      expect(sizes.reduce((sum, size) => sum + size)).toBe(400);
      expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(14);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(30);
    });

    test(
      "a reader that was opened early sees what is appended later",
      async () => {
        let at = await reader.start();
        for (let round = 0; round < 30; round++) {
          await log.append(text(`round ${round}`));
          const chunk = await reader.read(at, log.durableEnd(), 1_000_000);
          expect(chunk.entries.map((entry) => entry.payload)).toEqual([text(`round ${round}`)]);
          at = chunk.next;
        }
      },
      testTimeoutMs,
    );

    test("a log that is opened again has its id, its records and its end", async () => {
      const { id } = log;
      const start = log.durableEnd();
      const payloads = Array.from({ length: 100 }, (_, index) => text(`record ${index}`));
      await Promise.all(payloads.map((payload) => log.append(payload)));
      const end = log.durableEnd();
      await reopen();
      expect(log.id).toBe(id);
      expect(log.durableEnd()).toBeGreaterThanOrEqual(end);
      const entries = await readAll(reader, start, end);
      expect(entries.map((entry) => entry.payload)).toEqual(payloads);
      const next = await log.append(text("later"));
      expect(next).toBeGreaterThan(end);
      expect((await readAll(reader, end, next)).map((entry) => entry.payload)).toEqual([text("later")]);
    });

    test("sealed and trimmed, the log holds nothing of what was appended before, and goes on", async () => {
      await log.append(text("gone"));
      const sealed = await log.seal();
      expect(sealed).toBe(log.durableEnd());
      expect(await log.seal()).toBe(sealed);
      await log.trim(sealed);
      expect(await reader.start()).toBe(sealed);
      expect(log.status().bytes).toBe(0);
      const next = await log.append(text("kept"));
      expect((await readAll(reader, sealed, next)).map((entry) => entry.payload)).toEqual([text("kept")]);
      await log.seal();
      await log.trim(sealed);
      expect((await readAll(reader, sealed, next)).map((entry) => entry.payload)).toEqual([text("kept")]);
    });

    test(
      "trimming keeps every record from `before` on, and offsets go on growing",
      async () => {
        const offsets: LogOffset[] = [];
        for (let index = 0; index < 200; index++) offsets.push(await log.append(randomBytes(5_000)));
        const before = offsets[149]!;
        await log.trim(before);
        expect(await reader.start()).toBeLessThanOrEqual(before);
        expect(log.status().start).toBe(await reader.start());
        expect(await readAll(reader, before, log.durableEnd())).toHaveLength(50);
        await log.trim(log.durableEnd());
        const end = log.durableEnd();
        await reopen();
        expect(log.durableEnd()).toBeGreaterThanOrEqual(end);
        const next = await log.append(text("later"));
        expect(next).toBeGreaterThan(end);
        expect((await readAll(reader, end, next)).map((entry) => entry.payload)).toEqual([text("later")]);
      },
      testTimeoutMs,
    );

    test("closing finishes the appends under way and refuses new ones", async () => {
      const underWay = Array.from({ length: 100 }, (_, index) => log.append(text(`record ${index}`)));
      const closed = log.close();
      const refused = await log.append(text("late")).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(FailureError);
      expect((refused as FailureError).failure.code).toBe("shutting_down");
      await closed;
      await log.close();
      const offsets = await Promise.all(underWay);
      expect(offsets.at(-1)).toBe(log.durableEnd());
      expect(log.status().mode).toBe("closed");
      expect(await readAll(reader, await reader.start(), log.durableEnd())).toHaveLength(100);
    });
  });
}

/** All records between the offsets; fails the test if anything is damaged or a read does not get on. */
export async function readAll(
  reader: EventLogReader,
  from: LogOffset,
  until: LogOffset,
  bytesMax = 1_000_000,
): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let at = from; at < until;) {
    const chunk = await reader.read(at, until, bytesMax);
    expect(chunk.damage).toEqual([]);
    expect(chunk.next).toBeGreaterThan(at);
    entries.push(...chunk.entries.map((entry) => ({ ...entry, payload: new Uint8Array(entry.payload) })));
    at = chunk.next;
  }
  return entries;
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const drawMax = 65_536;
  for (let at = 0; at < length; at += drawMax) crypto.getRandomValues(bytes.subarray(at, at + drawMax));
  return bytes;
}
