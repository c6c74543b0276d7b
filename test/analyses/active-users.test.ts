import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { activeUsers } from "../../src/analyses/active-users/index.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import { everything } from "../../src/query/query.ts";
import { Engine } from "../engine/engine.ts";
import { forEachStream, projects } from "../engine/random-streams.ts";
import { bucketStarts, eventsIn, wallClock } from "../engine/reference.ts";
import { distinctOf } from "../engine/sampled-streams.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Active users". */

test.each(projects)(
  "against the reference, on random streams, %s",
  async (_, isSampled) => {
    const extra = fc.record({
      daysBefore: fc.integer({ min: 0, max: 6 }),
      days: fc.integer({ min: 0, max: 20 }),
      oddMs: fc.constantFrom(0, 1, -1),
    });
    await forEachStream(
      engine,
      { extra, eventsMax: 60, isSampled },
      async (stream, { daysBefore, days, oddMs }) => {
        const { zone } = stream;
        const from = stream.around - daysBefore * dayMs + oddMs;
        const period = { from, to: from + days * dayMs };
        const answer = await engine.run(
          activeUsers,
          { query: { ...everything, zone, period } },
          stream.project,
        );
        const starts = bucketStarts(period, { unit: "day" }, zone);
        const dated = eventsIn(stream.events, {}).map((event) => ({
          ...event,
          date: dateNumber(event.time, zone),
        }));
        const expected = starts.map((start) => {
          const date = dateNumber(start, zone);
          const activeWithin = (dates: number) =>
            distinctOf(
              dated.filter((one) => one.date <= date && one.date > date - dates),
              ({ visitor_id }) => visitor_id,
            );
          const [dau, wau, mau] = [activeWithin(1), activeWithin(7), activeWithin(30)];
          return { start, dau, wau, mau, stickiness: mau === 0 ? 0 : dau / mau };
        });
        expect(answer).toEqual(expected);
      },
    );
  },
  1_500_000,
);

/** Dates in a row have numbers in a row. */
function dateNumber(time: number, zone: string): number {
  const { year, month, day } = wallClock(time, zone);
  return Date.UTC(year, month - 1, day) / dayMs;
}

test("worked by hand: a week and a month end exactly after 7 and 30 dates", async () => {
  const project = engine.newProject();
  const on = (date: string, visitor_id: string) => ({
    name: "a",
    time: Date.parse(`${date}T12:00Z`),
    visitor_id,
  });
  await engine.insertEvents(project, [
    on("2024-02-01", "ann"),
    on("2024-02-24", "bob"),
    on("2024-03-01", "cid"),
    on("2024-03-01", "cid"),
  ]);
  const period = { from: Date.parse("2024-03-01"), to: Date.parse("2024-03-03") };
  const answer = await engine.run(activeUsers, { query: { ...everything, period } }, project);
  // 1 March: Cid; the week from 24 February has Bob too; the month from 1 February (29 days in 2024) all three.
  // 2 March: nobody; the week from 25 February has Cid, the month from 2 February Bob and Cid.
  expect(answer).toEqual([
    { start: Date.parse("2024-03-01"), dau: 1, wau: 2, mau: 3, stickiness: 1 / 3 },
    { start: Date.parse("2024-03-02"), dau: 0, wau: 1, mau: 2, stickiness: 0 },
  ]);
});

test("a range of more days than the limit is refused", async () => {
  const query = { ...everything, period: { from: 0, to: 1_200 * dayMs } };
  expect(await engine.runFailing(activeUsers, { query })).toMatchObject({
    code: "invalid_parameter",
    field: "startDate",
  });
});
