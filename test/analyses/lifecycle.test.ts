import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { lifecycle } from "../../src/analyses/lifecycle/index.ts";
import type { LifecycleParams } from "../../src/analyses/lifecycle/params.ts";
import { dayMs, hourMs } from "../../src/kernel/clock.ts";
import { weekDays } from "../../src/query/interval.ts";
import { everything } from "../../src/query/query.ts";
import { Engine } from "../engine/engine.ts";
import { forEachStream, projects } from "../engine/random-streams.ts";
import { bucketStarts, eventsIn, startOf } from "../engine/reference.ts";
import { wholeVisitors } from "../engine/sampled-streams.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Lifecycle". */

test.each(projects)(
  "against the reference, on random streams, %s",
  async (_, isSampled) => {
    const extra = fc.record({
      interval: fc.record({
        unit: fc.constantFrom("day", "week", "month" as const),
        weekStart: fc.constantFrom(...weekDays, undefined),
      }),
      fromMs: fc.constantFrom(0, 1, -dayMs, -9 * dayMs),
      lengthMs: fc.constantFrom(0, hourMs, 3 * dayMs, 40 * dayMs),
    });
    await forEachStream(
      engine,
      { extra, eventsMax: 60, isSampled },
      async (stream, { interval, fromMs, lengthMs }) => {
        const { zone } = stream;
        const from = stream.around + fromMs;
        const period = { from, to: from + lengthMs };
        const answer = await engine.run(
          lifecycle,
          { query: { ...everything, zone, period }, interval },
          stream.project,
        );
        const starts = bucketStarts(period, interval, zone);
        const before =
          starts.length === 0
            ? []
            : [bucketStarts({ from: starts[0]! - 1, to: starts[0]! }, interval, zone)[0]!];
        const all = [...before, ...starts];
        const read = eventsIn(stream.events, { to: period.to });
        const { events, factor } = wholeVisitors(read, read);
        const first = new Map(events.toReversed().map((event) => [event.visitor_id, event.time]));
        const activeIn = (start: number | undefined) =>
          new Set(
            events
              .filter(({ time }) => time >= (all[0] ?? 0) && startOf(all, time) === start)
              .map(({ visitor_id }) => visitor_id),
          );
        const expected = starts.map((start, index) => {
          const [now, last] = [activeIn(start), activeIn(all[index])];
          const isNew = (visitor: string) => first.get(visitor)! >= start;
          return {
            start,
            new: factor * [...now].filter(isNew).length,
            returning: factor * [...now].filter((visitor) => last.has(visitor)).length,
            resurrecting: factor * [...now].filter((visitor) => !last.has(visitor) && !isNew(visitor)).length,
            dormant: factor * [...last].filter((visitor) => !now.has(visitor)).length,
          };
        });
        expect(answer).toEqual(expected);
      },
    );
  },
  1_500_000,
);

test("worked by hand: one visitor comes, stays, leaves and comes back", async () => {
  const project = engine.newProject();
  const on = (date: string, visitor_id: string) => ({
    name: "a",
    time: Date.parse(`${date}T12:00Z`),
    visitor_id,
  });
  const dates = ["2024-01-01", "2024-01-02", "2024-01-05"];
  await engine.insertEvents(project, [
    ...dates.map((date) => on(date, "ann")),
    on("2023-06-01", "old"),
    on("2024-01-04", "old"),
  ]);
  const period = { from: Date.parse("2024-01-01T18:00Z"), to: Date.parse("2024-01-06") };
  const params: LifecycleParams = { query: { ...everything, period }, interval: { unit: "day" } };
  const none = { new: 0, returning: 0, resurrecting: 0, dormant: 0 };
  expect(await engine.run(lifecycle, params, project)).toEqual([
    { start: Date.parse("2024-01-01"), ...none, new: 1 }, // The whole day, though the range starts at 18:00.
    { start: Date.parse("2024-01-02"), ...none, returning: 1 },
    { start: Date.parse("2024-01-03"), ...none, dormant: 1 },
    { start: Date.parse("2024-01-04"), ...none, resurrecting: 1 }, // "old", first seen half a year ago.
    { start: Date.parse("2024-01-05"), ...none, resurrecting: 1, dormant: 1 },
  ]);
});
