import { beforeEach, expect, test } from "bun:test";
import { type Result, ok } from "../kernel/result.ts";
import { Turns } from "./turns.ts";

let turns: Turns;
/** In the order in which they were begun. */
let begun: string[];
let waited: string[];

beforeEach(() => {
  turns = new Turns({ unflushedBytesMax: 100, waitingBytesMax: 50 });
  begun = [];
  waited = [];
});

/** A batch with a body of ten bytes whose record has `recordBytes`. */
function batch(name: string, recordBytes: number): Promise<Result<string, { readonly code: string }>> {
  return turns.take({ bytes: 10, onWait: () => waited.push(name) }, async () => {
    begun.push(name);
    if (recordBytes > 0) turns.appended(recordBytes);
    return ok(name);
  });
}

test("batches that find room begin at once", async () => {
  expect(await Promise.all([batch("a", 60), batch("b", 60)])).toEqual([ok("a"), ok("b")]);
  expect(waited).toEqual([]);
});

test("what finds too much on its way to the disk waits, and begins in order as that is flushed", async () => {
  const answers = [batch("a", 100), batch("b", 100), batch("c", 100), batch("d", 100)];
  await Bun.sleep(0);
  expect(begun).toEqual(["a"]);
  expect(waited).toEqual(["b", "c", "d"]);
  turns.settled(100);
  await Bun.sleep(0);
  expect(begun).toEqual(["a", "b"]);
  turns.settled(100);
  turns.settled(100);
  expect(await Promise.all(answers)).toEqual([ok("a"), ok("b"), ok("c"), ok("d")]);
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("many small records begin together as long as there is room, and no more of them", async () => {
  const answers = [batch("a", 100), batch("b", 60), batch("c", 60), batch("d", 60)];
  turns.settled(100);
  await Bun.sleep(0);
  expect(begun).toEqual(["a", "b", "c"]);
  turns.settled(60);
  await Promise.all(answers);
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("who comes while others wait goes behind them, even when there is room again", async () => {
  const answers = [batch("a", 100), batch("b", 10), batch("c", 10)];
  turns.settled(100);
  answers.push(batch("d", 10));
  await Promise.all(answers);
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("a batch that brings the log nothing, or fails, gives the turn on", async () => {
  const first = batch("a", 100);
  const nothing = batch("b", 0);
  const broken = turns.take<string>({ bytes: 10, onWait: () => {} }, () =>
    Promise.reject(new Error("broken")),
  );
  const last = batch("c", 10);
  turns.settled(100);
  expect(await broken.catch((cause: unknown) => (cause as Error).message)).toBe("broken");
  expect(await Promise.all([first, nothing, last])).toEqual([ok("a"), ok("b"), ok("c")]);
});

test("work that asks somebody keeps its room until it is answered, or fails", async () => {
  const asked = Promise.withResolvers<Result<string, never>>();
  const keep = (name: string, work: Promise<Result<string, never>>) =>
    turns.keep({ bytes: 50, onWait: () => waited.push(name) }, () => {
      begun.push(name);
      return work;
    });
  const answers = [
    keep("a", asked.promise),
    keep("b", Promise.reject(new Error("away"))),
    keep("c", asked.promise),
  ];
  const failed = answers[1]!.catch((cause: unknown) => (cause as Error).message);
  expect(begun).toEqual(["a", "b"]);
  expect(await failed).toBe("away");
  await Bun.sleep(0);
  expect(begun).toEqual(["a", "b", "c"]);
  const last = turns.take({ bytes: 5, onWait: () => waited.push("d") }, async () => ok("d"));
  expect(waited).toEqual(["c", "d"]);
  asked.resolve(ok("answered"));
  expect(await Promise.all([answers[0], answers[2], last])).toEqual([
    ok("answered"),
    ok("answered"),
    ok("d"),
  ]);
});

test("no more bodies wait than may; the others are told when to come again", async () => {
  const taken = [batch("a", 100), ...["b", "c", "d", "e", "f"].map((name) => batch(name, 10))];
  expect(await batch("g", 10)).toMatchObject({ error: { code: "log_full", retryAfterSeconds: 1 } });
  turns.settled(100);
  expect((await Promise.all(taken)).every((answer) => answer.ok)).toBe(true);
  expect(await batch("h", 10)).toEqual(ok("h"));
});
