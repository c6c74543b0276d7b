import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { backOffMs, sleep } from "./retry.ts";

const lowest = () => 0;
const highest = () => 1 - Number.EPSILON;

describe("backOffMs", () => {
  test("doubles from the first wait up to the ceiling", () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) =>
      backOffMs({ firstMs: 100, ceilingMs: 1_000, random: lowest }, attempt),
    );
    expect(waits).toEqual([50, 100, 200, 400, 500, 500]);
  });

  test("spreads each wait over the upper half of its time", () => {
    const backOff = { firstMs: 100, ceilingMs: 1_000 };
    expect(backOffMs({ ...backOff, random: lowest }, 3)).toBe(200);
    expect(backOffMs({ ...backOff, random: () => 0.5 }, 3)).toBe(300);
    expect(backOffMs({ ...backOff, random: highest }, 3)).toBeCloseTo(400);
  });

  test("stays between half the first wait and the ceiling, also after years of attempts", () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), chance, (attempt, drawn) => {
        const wait = backOffMs({ firstMs: 20, ceilingMs: 30_000, random: () => drawn }, attempt);
        return wait >= 10 && wait <= 30_000;
      }),
    );
  });
});

describe("sleep", () => {
  test("takes its time", async () => {
    const startedAt = performance.now();
    await sleep(30);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29);
  });

  test("ends at once when the signal has fired before", async () => {
    const startedAt = performance.now();
    await sleep(10_000, AbortSignal.abort());
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test("ends as soon as the signal fires", async () => {
    const stopping = new AbortController();
    const startedAt = performance.now();
    const sleeping = sleep(10_000, stopping.signal);
    stopping.abort();
    await sleeping;
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test("leaves no listener on a signal that outlives it", async () => {
    const added: unknown[] = [];
    const removed: unknown[] = [];
    class CountedSignal extends EventTarget {
      readonly aborted = false;
      override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
        added.push(args[1]);
        super.addEventListener(...args);
      }
      override removeEventListener(...args: Parameters<EventTarget["removeEventListener"]>): void {
        removed.push(args[1]);
        super.removeEventListener(...args);
      }
    }
    for (let round = 0; round < 5; round++) await sleep(1, new CountedSignal() as unknown as AbortSignal);
    expect(added).toHaveLength(5);
    expect(removed).toEqual(added);
  });
});
