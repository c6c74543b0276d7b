import { expect, test } from "bun:test";
import { minuteMs } from "../../kernel/clock.ts";
import { SearchBound } from "./search-bound.ts";

test("the bound is renewed before the loader may forget, once for all who ask", async () => {
  let now = 0;
  let asked = 0;
  const answers: (number | undefined)[] = [200, undefined, 400];
  const bound = new SearchBound({ seq: 100, now: () => now, readSeq: async () => answers[asked++] });
  const all = () => Promise.all([bound.seqBefore(), bound.seqBefore()]);
  expect(await all()).toEqual([100, 100]);
  now = 21 * minuteMs;
  expect(await all()).toEqual([200, 200]);
  now = 40 * minuteMs;
  expect(await all()).toEqual([200, 200]);
  now = 42 * minuteMs;
  expect(await all()).toEqual([undefined, undefined]);
  now = 90 * minuteMs;
  expect(await all()).toEqual([400, 400]);
  expect(asked).toBe(3);
});
