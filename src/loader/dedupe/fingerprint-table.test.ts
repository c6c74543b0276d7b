import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FingerprintTable, loadFactorMax } from "./fingerprint-table.ts";

describe("a fingerprint table", () => {
  test("tells fingerprints apart that differ in one word only", () => {
    const table = new FingerprintTable(8);
    const base = [7, 7, 7, 7];
    const near = [base, ...base.map((_, word) => base.map((value, index) => (index === word ? 15 : value)))];
    for (const words of near) expect(table.has(Uint32Array.from(words))).toBe(false);
    for (const words of near) expect(table.add(Uint32Array.from(words))).toBe(true);
    for (const words of near) expect(table.add(Uint32Array.from(words))).toBe(false);
    expect(table.size).toBe(5);
  });

  test("goes round from its last slot to its first", () => {
    const table = new FingerprintTable(8);
    const atTheEnd = [1, 2, 3, 4].map((value) => Uint32Array.of(7, 0, 0, value));
    for (const words of atTheEnd) expect(table.add(words)).toBe(true);
    expect(table.capacity).toBe(8);
    for (const words of atTheEnd) expect(table.has(words)).toBe(true);
    expect(table.has(Uint32Array.of(7, 0, 0, 5))).toBe(false);
  });

  test("is not confused by words of zero, or of all ones", () => {
    const table = new FingerprintTable(8);
    const odd = [
      [0, 0, 0, 1],
      [0, 0, 1, 0],
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      Array.from({ length: 4 }, () => 0xffffffff),
    ];
    for (const words of odd) expect(table.add(Uint32Array.from(words))).toBe(true);
    for (const words of odd) expect(table.has(Uint32Array.from(words))).toBe(true);
    expect(table.size).toBe(5);
  });

  test("copies what it is given: the maker of fingerprints overwrites its words", () => {
    const table = new FingerprintTable(8);
    const words = Uint32Array.of(1, 2, 3, 4);
    table.add(words);
    words[0] = 9;
    expect(table.has(Uint32Array.of(1, 2, 3, 4))).toBe(true);
    expect(table.has(words)).toBe(false);
  });

  test("agrees with a set while it grows, also when most ids want the same slot", () => {
    const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff }));
    const crowded = fc.tuple(fc.constantFrom(0, 7, 8, 15, 0xffffffff), word, word, word);
    const words = fc
      .oneof(crowded, fc.tuple(word, word, word, word))
      .filter((given) => given.some((value) => value !== 0));
    fc.assert(
      fc.property(fc.array(words, { maxLength: 300, size: "max" }), (given) => {
        const table = new FingerprintTable(8);
        const model = new Set<string>();
        for (const one of given) {
          const fingerprint = Uint32Array.from(one);
          expect(table.has(fingerprint)).toBe(model.has(one.join()));
          expect(table.add(fingerprint)).toBe(!model.has(one.join()));
          model.add(one.join());
          expect(table.size).toBe(model.size);
          expect(table.size).toBeLessThanOrEqual(table.capacity * loadFactorMax);
        }
        for (const one of given) expect(table.has(Uint32Array.from(one))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
