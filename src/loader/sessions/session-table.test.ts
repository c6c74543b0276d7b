import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { hourMs, minuteMs } from "../../kernel/clock.ts";
import { SessionTable } from "./session-table.ts";
import { spanBytes, unpackSpans } from "./span.ts";

const timeoutMs = 30 * minuteMs;
const start = 1_700_000_000_000;

describe("an event joins a session", () => {
  test("whose last event was less than the timeout ago, and not one whose was exactly that long ago", () => {
    const table = new SessionTable();
    expect(place(table, 1, start)).toEqual({ seed: start, isFirst: true });
    expect(place(table, 1, start + timeoutMs - 1)).toEqual({ seed: start, isFirst: true });
    expect(place(table, 1, start + 2 * timeoutMs - 2)).toEqual({ seed: start, isFirst: true });
    const next = start + 3 * timeoutMs - 2;
    expect(place(table, 1, next)).toEqual({ seed: next, isFirst: false });
    expect(table.size).toBe(2);
  });

  test("that it comes late for, before its first event or between its events", () => {
    const table = new SessionTable();
    place(table, 1, start);
    expect(place(table, 1, start - timeoutMs + 1).seed).toBe(start);
    expect(place(table, 1, start - 10).seed).toBe(start);
    expect(place(table, 1, start - 2 * timeoutMs + 2).seed).toBe(start);
    const earlier = start - 3 * timeoutMs + 2;
    expect(place(table, 1, earlier)).toEqual({ seed: earlier, isFirst: false });
  });

  test("of the same millisecond", () => {
    const table = new SessionTable();
    place(table, 1, start);
    expect(place(table, 1, start).seed).toBe(start);
    expect(table.size).toBe(1);
  });

  test("the earlier of two that it would fit: the two stay two", () => {
    const table = new SessionTable();
    const second = start + timeoutMs + 10 * minuteMs;
    place(table, 1, second);
    place(table, 1, start);
    expect(place(table, 1, start + 20 * minuteMs).seed).toBe(start);
    // The first ends 20 minutes later now, so that even the second's own time is nearer than the timeout to it.
    expect(place(table, 1, second).seed).toBe(start);
    expect(table.size).toBe(2);
  });

  test("of its own key only", () => {
    const table = new SessionTable();
    place(table, 1, start);
    expect(place(table, 2, start)).toEqual({ seed: start, isFirst: true });
    expect(table.size).toBe(2);
  });

  test("of any of a key's many sessions, wherever it lies", () => {
    const table = new SessionTable({ capacity: 8 });
    const seeds = Array.from({ length: 200 }, (_, day) => start + day * 24 * hourMs);
    for (const [day, seed] of seeds.entries()) {
      expect(place(table, 1, seed)).toEqual({ seed, isFirst: day === 0 });
      expect(place(table, 17, seed)).toEqual({ seed, isFirst: day === 0 });
    }
    for (const [day, seed] of seeds.entries()) {
      expect(place(table, 1, seed + minuteMs)).toEqual({ seed, isFirst: day === 0 });
    }
    expect(table.size).toBe(400);
  });
});

describe("the table of sessions", () => {
  test("holds no more than its bound after a batch, and forgets what was seen longest ago", () => {
    const table = new SessionTable({ capacityMax: 1 << 12 });
    const bound = (1 << 12) * 57;
    for (let batch = 0; batch < 30; batch++) {
      for (let visitor = 0; visitor < 300; visitor++)
        place(table, batch * 300 + visitor, start + batch, start + batch);
      // Somebody who never pauses is never forgotten.
      expect(place(table, 1_000_000, start + batch * minuteMs, start + batch).seed).toBe(start);
      table.takeChanges();
      expect(table.memoryBytes).toBeLessThanOrEqual(bound);
      expect(table.size).toBeLessThanOrEqual((1 << 12) * 0.6);
    }
    expect(place(table, 29 * 300, start + 30, start + 30).seed).toBe(start + 29);
    expect(place(table, 0, start + 30, start + 30)).toEqual({ seed: start + 30, isFirst: true });
  });

  test("takes a batch that is larger than its bound, and is within it again afterwards", () => {
    const table = new SessionTable({ capacityMax: 64 });
    for (let visitor = 0; visitor < 1_000; visitor++) place(table, visitor, start, start + visitor);
    for (let visitor = 0; visitor < 1_000; visitor++)
      expect(place(table, visitor, start, start + visitor).isFirst).toBe(true);
    expect(table.size).toBe(1_000);
    table.takeChanges();
    expect(table.size).toBeLessThanOrEqual(64 * 0.6);
    expect(table.memoryBytes).toBeLessThanOrEqual(64 * 57);
    expect(place(table, 999, start + 1, start + 1_000).seed).toBe(start);
  });

  test("forgets a burst of sessions that were all seen in one millisecond", () => {
    const table = new SessionTable({ capacityMax: 64 });
    for (let visitor = 0; visitor < 60; visitor++) place(table, visitor, start, start);
    place(table, 100, start, start + 1);
    table.takeChanges();
    expect(table.size).toBe(1);
    expect(place(table, 100, start + 1, start + 2).seed).toBe(start);
  });

  test("hands out each change once", () => {
    const table = new SessionTable();
    place(table, 1, start);
    place(table, 1, start + 1);
    place(table, 2, start);
    expect([...unpackSpans(table.takeChanges())].map(({ seed, end }) => [seed, end])).toEqual([
      [start, start + 1],
      [start, start],
    ]);
    expect(table.takeChanges().byteLength).toBe(0);
    place(table, 2, start - 1);
    expect([...unpackSpans(table.takeChanges())]).toMatchObject([
      { seed: start, start: start - 1, end: start, isFirst: true },
    ]);
    expect(table.snapshotBytes).toBe(2 * spanBytes);
    expect(table.snapshot().byteLength).toBe(2 * spanBytes);
  });

  test("gives no change for what was only restored", () => {
    const table = new SessionTable();
    place(table, 1, start);
    const restored = new SessionTable();
    restored.restore(table.snapshot());
    expect(restored.takeChanges().byteLength).toBe(0);
  });
});

/**
 * After a crash the table is made again from the last snapshot and the changes since. It must then be
 * the same table in every respect that a later event can notice, also when it had to forget.
 */
describe("a table that was put together again", () => {
  const event = fc.record({
    visitor: fc.nat(40),
    time: fc
      .tuple(fc.nat(60), fc.integer({ min: -1, max: 1 }))
      .map(([half, off]) => start + half * (timeoutMs / 2) + off),
    // Receive times may go back a little: several machines take events in.
    seenAt: fc.nat(40).map((seconds) => start + seconds * 1_000),
  });
  const batches = fc.array(fc.array(event, { maxLength: 60, size: "max" }), {
    minLength: 1,
    maxLength: 12,
    size: "max",
  });

  for (const capacityMax of [1 << 21, 64]) {
    test(`is the same, with room for ${capacityMax} spans`, () => {
      fc.assert(
        fc.property(batches, fc.nat(12), (given, snapshotAfter) => {
          const table = new SessionTable({ capacity: 16, capacityMax });
          let copy = new SessionTable({ capacityMax });
          for (const [index, events] of given.entries()) {
            for (const { visitor, time, seenAt } of events) place(table, visitor, time, seenAt);
            copy.restore(table.takeChanges());
            expect(spansOf(copy)).toEqual(spansOf(table));
            expect(copy.size).toBe(table.size);
            if (index !== snapshotAfter) continue;
            copy = new SessionTable({ capacityMax });
            copy.restore(table.snapshot());
            expect(spansOf(copy)).toEqual(spansOf(table));
          }
          for (const { visitor, time, seenAt } of given.flat()) {
            expect(place(copy, visitor, time, seenAt)).toEqual(place(table, visitor, time, seenAt));
          }
          copy.takeChanges();
          table.takeChanges();
          expect(spansOf(copy)).toEqual(spansOf(table));
        }),
        { numRuns: 40 },
      );
    });
  }
});

function place(
  table: SessionTable,
  visitor: number,
  time: number,
  seenAt = time,
): { seed: number; isFirst: boolean } {
  // Every fourth visitor wants the same slot.
  return table.place(Uint32Array.of(visitor & 3, visitor, 1, 1), time, seenAt, timeoutMs);
}

function spansOf(table: SessionTable): string[] {
  const spans = [...unpackSpans(table.snapshot())];
  return spans.map(({ key, ...rest }) => JSON.stringify([...key, rest])).toSorted();
}
