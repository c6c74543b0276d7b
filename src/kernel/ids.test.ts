import { describe, expect, test } from "bun:test";
import { createIdSource } from "./ids.ts";
import { limits } from "./limits.ts";

describe("the id source", () => {
  test("names events by their time and sixteen random characters", () => {
    const id = createIdSource().eventId(1_700_000_000_000);
    expect(id).toMatch(/^evt_1700000000000_[0-9a-z]{16}$/);
    expect(id.length).toBeLessThanOrEqual(limits.idCharsMax);
  });

  test("makes ids that sort by time as text", () => {
    const ids = createIdSource();
    const times = [1_600_000_000_000, 1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000];
    const made = times.map((time) => ids.eventId(time));
    expect(made.toSorted()).toEqual(made);
  });

  test("makes opaque ids with their prefix", () => {
    expect(createIdSource().opaque("req")).toMatch(/^req_[0-9a-z]{20}$/);
  });

  test("never makes an id twice, across many blocks of random bytes and two sources", () => {
    const sources = [createIdSource(), createIdSource()];
    const made = new Set(Array.from({ length: 40_000 }, (_, index) => sources[index % 2]!.eventId(1)));
    expect(made.size).toBe(40_000);
  });

  /**
   * 36 letters, 200,000 drawn characters, 5,556 expected of each with a deviation of 74. Taking every
   * byte modulo 36 would draw the first four letters 8/256 instead of 7/256 of the time: 6,250 times.
   */
  test("draws every letter equally often", () => {
    const ids = createIdSource();
    const seen = new Map<string, number>();
    for (let round = 0; round < 10_000; round++) {
      for (const letter of ids.opaque("x").slice(2)) seen.set(letter, (seen.get(letter) ?? 0) + 1);
    }
    expect(seen.size).toBe(36);
    for (const count of seen.values()) expect(Math.abs(count - 200_000 / 36)).toBeLessThan(6.5 * 74);
  });
});
