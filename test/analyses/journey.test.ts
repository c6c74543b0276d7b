import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { journey } from "../../src/analyses/journey/index.ts";
import type { JourneyParams } from "../../src/analyses/journey/params.ts";
import type { Journey } from "../../src/analyses/journey/shape.ts";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import { Engine } from "../engine/engine.ts";
import { forEachStream } from "../engine/random-streams.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Journey". */

test("page by page against the reference, on random streams", async () => {
  const extra = fc.record({
    visitors: fc.constantFrom<string[]>(["ann"], ["zoë", "ann"], ["o'neil"], ["王", "zoë"], ["nobody"]),
    limit: fc.integer({ min: 1, max: 5 }),
    period: fc.constantFrom<{ fromMs?: number; toMs?: number }>(
      {},
      { fromMs: 0, toMs: dayMs },
      { fromMs: -hourMs, toMs: hourMs },
    ),
  });
  await forEachStream(engine, { extra }, async (stream, { visitors, limit, period: { fromMs, toMs } }) => {
    const period = fromMs === undefined ? {} : { from: stream.around + fromMs, to: stream.around + toMs! };
    const own = stream.events
      .filter(({ visitor_id }) => visitors.includes(visitor_id))
      .toSorted((a, b) => a.time - b.time || a.seq - b.seq);
    const starts = new Set(
      Map.groupBy(own, ({ session_id }) => session_id)
        .values()
        .map(([first]) => first!.event_id),
    );
    const shown = own.filter(({ time }) => time >= (period.from ?? 0) && time < (period.to ?? Infinity));

    const pages: Journey[] = [];
    let after: JourneyParams["after"];
    do {
      const page = await engine.run(journey, { visitors, limit, period, after }, stream.project);
      pages.push(page);
      after = page.next ?? undefined;
      expect(page.events.length).toBeLessThanOrEqual(limit);
      const ids = [...new Set(page.events.map(({ session_id }) => session_id))];
      expect(page.sessions.map(({ session_id }) => session_id).toSorted()).toEqual(ids.toSorted());
    } while (after !== undefined);

    expect(pages[0]).toMatchObject({
      totalEvents: shown.length,
      totalSessions: new Set(shown.map(({ session_id }) => session_id)).size,
      firstAt: shown[0]?.time ?? null,
      lastAt: shown.at(-1)?.time ?? null,
    });
    const found = pages.flatMap(({ events }) => events);
    expect(found.map(({ event_id, isSessionStart }) => ({ event_id, isSessionStart }))).toEqual(
      shown.map(({ event_id }) => ({ event_id, isSessionStart: starts.has(event_id) })),
    );
  });
}, 1_500_000);

test("worked by hand: three events, two sessions, two pages, and one that arrives late", async () => {
  const project = engine.newProject();
  const start = Date.UTC(2024, 0, 1, 12);
  const at = (time: number, event_id: string) => ({
    name: "a",
    time,
    event_id,
    visitor_id: "ann",
    properties: { step: event_id },
  });
  await engine.insertEvents(project, [at(start, "1"), at(start, "2"), at(start + 31 * minuteMs, "3")]);
  const asked = { visitors: ["ann"], period: {}, limit: 2 };
  const first = await engine.run(journey, asked, project);
  expect(first.events.map(({ event_id, isSessionStart }) => [event_id, isSessionStart])).toEqual([
    ["1", true],
    ["2", false],
  ]);
  expect(first.sessions).toMatchObject([{ events: 2, durationMs: 0 }]);
  await engine.insertEvents(project, [
    at(start + minuteMs, "late, after the cursor"),
    at(start - 1, "late, before it"),
  ]);
  const second = await engine.run(journey, { ...asked, after: first.next! }, project);
  expect(second.events.map(({ event_id }) => event_id)).toEqual(["late, after the cursor", "3"]);
  expect(second.events[1]).toMatchObject({ isSessionStart: true, properties: { step: "3" } });
  expect(second.next).toBeNull();
});

test("a session that began before a sign-in is shown whole", async () => {
  const project = engine.newProject();
  const start = Date.UTC(2024, 0, 1, 12);
  const at = (time: number, visitor_id: string) => ({ name: "page", time, visitor_id, session_id: "visit" });
  await engine.insertEvents(project, [at(start, "anonymous-1"), at(start + minuteMs, "ann")]);
  const answer = await engine.run(journey, { visitors: ["ann"], period: {}, limit: 10 }, project);
  expect(answer).toMatchObject({ totalEvents: 1, totalSessions: 1 });
  expect(answer.sessions).toMatchObject([
    { session_id: "visit", events: 2, startedAt: start, durationMs: minuteMs },
  ]);
  expect(answer.events).toMatchObject([{ isSessionStart: true }]);
});
