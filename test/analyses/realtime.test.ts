import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { realtime } from "../../src/analyses/realtime/index.ts";
import { isPageView } from "../../src/event/event.ts";
import { minuteMs } from "../../src/kernel/clock.ts";
import { Engine } from "../engine/engine.ts";
import { forEachStream } from "../engine/random-streams.ts";
import { eventsIn } from "../engine/reference.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Realtime". */

test("against the reference, on random streams", async () => {
  await forEachStream(
    engine,
    { extra: fc.nat(39) },
    async (stream, pick) => {
      // A moment at, or exactly a minute or a timeout after, one of the events.
      const event = stream.events[pick % Math.max(1, stream.events.length)];
      const now = (event?.time ?? stream.around) + [0, minuteMs, 30 * minuteMs, 30 * minuteMs - 1][pick % 4]!;
      engine.now = now;
      const answer = await engine.run(realtime, { includeBots: false, topPages: 2 }, stream.project);
      const recent = eventsIn(stream.events, { from: now - 30 * minuteMs + 1, to: now + 1 });
      const pages = new Map<string, string>();
      for (const { name, path, session_id } of recent)
        if (isPageView(name) && path !== "") pages.set(session_id, path);
      const counts = Object.entries(Object.groupBy(pages.values(), (page) => page))
        .map(([page, on]) => ({ page, sessions: on!.length }))
        .toSorted(
          (a, b) => b.sessions - a.sessions || Buffer.compare(Buffer.from(a.page), Buffer.from(b.page)),
        );
      expect(answer).toEqual({
        activeSessions: new Set(recent.map(({ session_id }) => session_id)).size,
        activeVisitors: new Set(recent.map(({ visitor_id }) => visitor_id)).size,
        eventsLastMinute: recent.filter(({ time }) => time > now - minuteMs).length,
        pages: counts.slice(0, 2),
      });
    },
    1,
  );
}, 1_500_000);

test("worked by hand: exactly half an hour of silence ends a session", async () => {
  const now = Date.UTC(2024, 0, 1, 12);
  engine.now = now;
  const project = engine.newProject();
  const view = (beforeMs: number, visitor_id: string, path: string) => ({
    name: "page_view",
    time: now - beforeMs,
    visitor_id,
    path,
  });
  await engine.insertEvents(project, [
    view(30 * minuteMs, "over", "/"), // Its timeout has just passed.
    view(30 * minuteMs - 1, "ann", "/a"),
    view(minuteMs, "ann", "/b"), // Not in the last minute, by a hair.
    view(minuteMs - 1, "bob", "/b"),
    view(0, "cid", "/a"),
    view(-1, "future", "/c"),
  ]);
  expect(await engine.run(realtime, { includeBots: false, topPages: 10 }, project)).toEqual({
    activeSessions: 3,
    activeVisitors: 3,
    eventsLastMinute: 2,
    pages: [
      { page: "/b", sessions: 2 },
      { page: "/a", sessions: 1 },
    ],
  });
});
