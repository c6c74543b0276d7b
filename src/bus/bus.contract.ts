/**
 * What every bus promises, as tests. Each implementation runs this one suite; what only one of them can
 * show (a Redis that goes away) stands in its own tests.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { minuteMs } from "../kernel/clock.ts";
import type { BucketLimit, Bus, Taken } from "./bus.ts";
import type { CountedTry } from "./failure-count.ts";

/** A bus whose time the test owns. */
export interface BusUnderTest {
  readonly bus: Bus;
  /** As many processes would have it: another view of the same buckets, or the same one. */
  readonly another: Bus;
  setTime(now: number): void;
  dispose(): Promise<void>;
}

export function describeBus(name: string, create: () => Promise<BusUnderTest>): void {
  describe(`${name} keeps the bus's contract:`, () => {
    let subject: BusUnderTest;
    let names = 0;
    const startMs = 1_800_000_000_000;
    const newBucket = (family = "test") => ({ family, id: `bucket-${names++}` });

    beforeEach(async () => {
      subject = await create();
      subject.setTime(startMs);
    });

    afterEach(() => subject.dispose());

    test("a full bucket admits as many as it has tokens, and not one more", async () => {
      const bucket = newBucket();
      const answers: Taken[] = [];
      for (let index = 0; index < 5; index++) {
        answers.push(await subject.bus.take(bucket, { tokens: 3, windowMs: minuteMs }));
      }
      const full = { isAdmitted: true, retryAfterMs: 0 };
      const empty = { isAdmitted: false, remaining: 0, retryAfterMs: 20_000, fullAfterMs: 60_000 };
      expect(answers).toEqual([
        { ...full, remaining: 2, fullAfterMs: 20_000 },
        { ...full, remaining: 1, fullAfterMs: 40_000 },
        { ...full, remaining: 0, fullAfterMs: 60_000, retryAfterMs: 20_000 },
        empty,
        empty,
      ]);
    });

    test("tokens come back evenly, and being refused costs nothing", async () => {
      const bucket = newBucket();
      const limit = { tokens: 4, windowMs: 1_000 };
      const take = async () => (await subject.bus.take(bucket, limit)).isAdmitted;
      for (let index = 0; index < 4; index++) expect(await take()).toBe(true);
      for (let index = 0; index < 10; index++) expect(await take()).toBe(false);
      subject.setTime(startMs + 249);
      expect(await take()).toBe(false);
      subject.setTime(startMs + 250);
      expect([await take(), await take()]).toEqual([true, false]);
      subject.setTime(startMs + 60_000);
      const afterLong = [await take(), await take(), await take(), await take(), await take()];
      expect(afterLong).toEqual([true, true, true, true, false]);
    });

    test("200 clients at once are admitted exactly the stated number", async () => {
      for (const tokens of [1, 7, 100, 199, 200, 201]) {
        const bucket = newBucket();
        const limit = { tokens, windowMs: 15 * minuteMs };
        const lane = async (index: number): Promise<number> => {
          let admitted = 0;
          for (let turn = 0; turn < 5; turn++) {
            const bus = index % 2 === 0 ? subject.bus : subject.another;
            if ((await bus.take(bucket, limit)).isAdmitted) admitted++;
          }
          return admitted;
        };
        const admitted = await Promise.all(Array.from({ length: 200 }, (_, index) => lane(index)));
        expect(admitted.reduce((sum, count) => sum + count, 0)).toBe(tokens);
      }
    });

    test("buckets of another id or another family are others", async () => {
      const limit = { tokens: 1, windowMs: minuteMs };
      const one = newBucket("one");
      const others = [newBucket("one"), { ...one, family: "two" }];
      expect((await subject.bus.take(one, limit)).isAdmitted).toBe(true);
      for (const other of others) expect((await subject.bus.take(other, limit)).isAdmitted).toBe(true);
      expect((await subject.bus.take(one, limit)).isAdmitted).toBe(false);
    });

    test("a changed number of tokens counts for what was used already", async () => {
      const bucket = newBucket();
      for (let index = 0; index < 5; index++) {
        await subject.bus.take(bucket, { tokens: 10, windowMs: minuteMs });
      }
      const fewer = await subject.bus.take(bucket, { tokens: 3, windowMs: minuteMs });
      expect(fewer).toMatchObject({ isAdmitted: false, remaining: 0, retryAfterMs: 60_000 });
      const more = await subject.bus.take(bucket, { tokens: 7, windowMs: minuteMs });
      expect(more).toMatchObject({ isAdmitted: true, remaining: 1 });
    });

    test("a bucket of another window starts full", async () => {
      const bucket = newBucket();
      await subject.bus.take(bucket, { tokens: 1, windowMs: minuteMs });
      const other = await subject.bus.take(bucket, { tokens: 1, windowMs: 2 * minuteMs });
      expect(other.isAdmitted).toBe(true);
    });

    test("a clock that goes back brings no tokens", async () => {
      const bucket = newBucket();
      const limit = { tokens: 1, windowMs: 1_000 };
      const take = async (now: number) => {
        subject.setTime(now);
        return (await subject.bus.take(bucket, limit)).isAdmitted;
      };
      const moments = [startMs, startMs - 5_000, startMs + 999, startMs - 5_000, startMs + 1_000];
      const admitted: boolean[] = [];
      for (const moment of moments) admitted.push(await take(moment));
      expect(admitted).toEqual([true, false, false, false, true]);
    });

    const tryAt = (family: string, id: string, free: number): CountedTry => ({ family, id, free });

    test("past the free tries each failure doubles the wait, up to a quarter of an hour, and rest forgets it", async () => {
      const tries = [tryAt("pair", `id-${names++}`, 2)];
      expect([await subject.bus.countTry(tries), await subject.another.countTry(tries)]).toEqual([0, 0]);
      let now = startMs;
      const waits: number[] = [];
      for (let round = 0; round < 8; round++) {
        const waitMs = await subject.bus.countTry(tries);
        waits.push(waitMs / 1_000);
        now += waitMs;
        subject.setTime(now - 1);
        // Being told to wait costs nothing.
        expect(await subject.bus.countTry(tries)).toBe(1);
        subject.setTime(now);
        expect(await subject.bus.countTry(tries)).toBe(0);
      }
      expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
      subject.setTime(now + 61 * minuteMs);
      expect([await subject.bus.countTry(tries), await subject.bus.countTry(tries)]).toEqual([0, 0]);
    });

    test("of several counts the longest wait counts, and then none of them has counted the try", async () => {
      const [strict, loose] = [tryAt("pair", `id-${names++}`, 1), tryAt("account", `id-${names++}`, 2)];
      expect(await subject.bus.countTry([strict, loose])).toBe(0);
      expect(await subject.bus.countTry([loose, strict])).toBe(15_000);
      expect(await subject.bus.countTry([loose])).toBe(0);
      expect(await subject.bus.countTry([loose])).toBe(15_000);
      expect(await subject.bus.countTry([{ ...strict, family: "other" }])).toBe(0);
    });

    test("200 tries at once go on exactly as often as is free", async () => {
      const tries = [tryAt("pair", `id-${names++}`, 7)];
      const lane = (index: number) => (index % 2 === 0 ? subject.bus : subject.another).countTry(tries);
      const waits = await Promise.all(Array.from({ length: 200 }, (_, index) => lane(index)));
      expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(7);
    });

    test("what has not failed is forgotten where that was said, and elsewhere given back once", async () => {
      const [account, address] = [tryAt("account", `id-${names++}`, 3), tryAt("address", `id-${names++}`, 3)];
      for (let round = 0; round < 3; round++) await subject.bus.countTry([account, address]);
      await subject.bus.forgive([account], [address]);
      const goOn = async (one: CountedTry) => {
        let times = 0;
        while ((await subject.bus.countTry([one])) === 0) times++;
        return times;
      };
      expect([await goOn(account), await goOn(address)]).toEqual([3, 1]);
      await subject.bus.forgive([], [tryAt("address", `id-${names++}`, 3)]);
    });

    test("it admits what a bucket of exact fractions admits", async () => {
      const steps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 })), { maxLength: 60 });
      const limits = fc.record({
        tokens: fc.integer({ min: 1, max: 12 }),
        windowMs: fc.integer({ min: 1, max: 7_919 }),
      });
      await fc.assert(
        fc.asyncProperty(limits, steps, async (limit, pauses) => {
          const bucket = newBucket();
          const reference = new ExactBucket(limit);
          let now = startMs;
          for (const pause of pauses) {
            now += pause;
            subject.setTime(now);
            const { isAdmitted, remaining } = await subject.bus.take(bucket, limit);
            expect([isAdmitted, remaining]).toEqual(reference.take(now));
          }
        }),
        { numRuns: 60 },
      );
    });
  });
}

/** The same in the plainest way: tokens as a fraction whose denominator is the window. */
class ExactBucket {
  readonly #limit: BucketLimit;
  #parts: bigint;
  #at = 0;

  constructor(limit: BucketLimit) {
    this.#limit = limit;
    this.#parts = BigInt(limit.tokens) * BigInt(limit.windowMs);
  }

  take(now: number): [isAdmitted: boolean, remaining: number] {
    const [tokens, windowMs] = [BigInt(this.#limit.tokens), BigInt(this.#limit.windowMs)];
    const filled = this.#parts + BigInt(now - this.#at) * tokens;
    this.#parts = filled > tokens * windowMs ? tokens * windowMs : filled;
    this.#at = now;
    const isAdmitted = this.#parts >= windowMs;
    if (isAdmitted) this.#parts -= windowMs;
    return [isAdmitted, Number(this.#parts / windowMs)];
  }
}
