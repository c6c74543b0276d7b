import { expect, test } from "bun:test";
import { type Batch, Lanes } from "./lanes.ts";
import type { ImportDraft } from "./parsed-line.ts";

const draft = (user: number, time: number): ImportDraft => ({ time, user_id: `u${user}`, properties: {} });

/** Requests that end when the test says so. */
class SlowServer {
  readonly batches: Batch[] = [];
  underWay = 0;
  readonly #release: (() => void)[] = [];

  readonly send = async (batch: Batch): Promise<void> => {
    this.batches.push(batch);
    this.underWay++;
    await new Promise<void>((resolve) => this.#release.push(resolve));
    this.underWay--;
  };

  /** Answers until the promise is settled. */
  async answerWhile(running: Promise<unknown>): Promise<void> {
    const timer = setInterval(() => {
      for (const release of this.#release.splice(0)) release();
    }, 1);
    await running;
    clearInterval(timer);
  }
}

test("every event is sent once, a visitor's in the order of the file, whatever the answers take", async () => {
  const server = new SlowServer();
  const lanes = new Lanes({ lanes: 4, batchEventsMax: 10, send: server.send });
  const adding = (async () => {
    for (let line = 1; line <= 1_000; line++) await lanes.add(draft(line % 37, line), line);
    await lanes.finish();
  })();
  await server.answerWhile(adding);
  const lines = server.batches.flatMap((batch) => batch.lines);
  expect(lines.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  for (let user = 0; user < 37; user++) {
    const ofUser = lines.filter((line) => line % 37 === user);
    expect(ofUser).toEqual(ofUser.toSorted((a, b) => a - b));
  }
  for (const { body, lines: its } of server.batches) {
    expect((JSON.parse(body) as ImportDraft[]).map(({ time }) => time)).toEqual([...its]);
    expect(its.length).toBeLessThanOrEqual(10);
  }
});

test("no more is under way than there are lanes, and the reader waits", async () => {
  const server = new SlowServer();
  const lanes = new Lanes({ lanes: 2, batchEventsMax: 1, send: server.send });
  let added = 0;
  const adding = (async () => {
    for (let line = 1; line <= 100; line++) {
      await lanes.add(draft(line, line), line);
      added++;
    }
  })();
  await Bun.sleep(5);
  expect(server.underWay).toBeLessThanOrEqual(2);
  expect(added).toBeLessThan(10);
  await server.answerWhile(adding);
  expect(added).toBe(100);
});

test("large events make small batches", async () => {
  const sizes: number[] = [];
  const lanes = new Lanes({
    lanes: 1,
    batchEventsMax: 1_000,
    send: async ({ body }) => void sizes.push(body.length),
  });
  const large = { ...draft(1, 1), properties: { text: "x".repeat(500_000) } };
  for (let line = 1; line <= 20; line++) await lanes.add(large, line);
  await lanes.finish();
  expect(sizes.length).toBeGreaterThan(1);
  expect(Math.max(...sizes) * 3).toBeLessThan(10 * 1024 * 1024);
});
