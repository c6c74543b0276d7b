import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { overview } from "../../src/analyses/overview/index.ts";
import { sessionDetail } from "../../src/analyses/session-detail/index.ts";
import { sessions } from "../../src/analyses/sessions/index.ts";
import type { SessionsParams } from "../../src/analyses/sessions/params.ts";
import type { Session } from "../../src/analyses/sessions/shape.ts";
import { isPageView } from "../../src/event/event.ts";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import type { Condition } from "../../src/query/condition.ts";
import { type Query, everything } from "../../src/query/query.ts";
import { Engine, type StoredEvent } from "../engine/engine.ts";
import { inQuery } from "../engine/matching.ts";
import { forEachStream } from "../engine/random-streams.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Sessions". */

/** Events that sessions must have: by a filter, of a segment, and by both. */
const signup: Condition = { field: { column: "name" }, operator: "eq", value: "signup" };
const buyers: NonNullable<Query["segment"]> = {
  segment: { did: { event: { name: "purchase", conditions: [] } } },
  asOf: 0,
};
const selections: readonly Pick<Query, "filters" | "segment">[] = [
  { filters: [signup] },
  { filters: [], segment: buyers },
  { filters: [signup], segment: buyers },
];

/** Whether the event is one that a session must have. */
function isSelected(
  event: StoredEvent,
  { filters, segment }: Pick<Query, "filters" | "segment">,
  all: readonly StoredEvent[],
): boolean {
  const isBuyer = all.some(
    (one) => one.visitor_id === event.visitor_id && one.name === "purchase" && !one.is_bot,
  );
  return inQuery(event, { ...everything, includeBots: true, filters }) && (segment === undefined || isBuyer);
}

const extra = fc.record({
  fromMs: fc.constantFrom(0, -hourMs, -40 * dayMs),
  lengthMs: fc.constantFrom(0, hourMs, dayMs, 80 * dayMs),
  limit: fc.integer({ min: 1, max: 4 }),
  filters: fc.constantFrom<SessionsParams["filters"]>(
    {},
    {},
    { visitor_id: "ann" },
    { isBounce: true },
    { isBounce: false },
    { landing_path: "/" },
    { country: "DE" },
  ),
  having: fc.constantFrom<SessionsParams["having"]>(undefined, undefined, ...selections),
  includeBots: fc.boolean(),
});

test("lists, page by page, against the reference, on random streams", async () => {
  await forEachStream(engine, { extra }, async (stream, { fromMs, lengthMs, ...asked }) => {
    const from = stream.around + fromMs;
    const period = { from, to: from + lengthMs };
    const expected = sessionsOf(stream.events)
      .filter((one) => one.startedAt >= period.from && one.startedAt < period.to)
      .filter((one) => asked.includeBots || !one.isBot)
      .filter((one) => fits(one, asked.filters))
      .filter(
        ({ session_id }) =>
          asked.having === undefined ||
          stream.events.some(
            (event) =>
              event.session_id === session_id &&
              (asked.includeBots || !event.is_bot) &&
              isSelected(event, asked.having!, stream.events),
          ),
      );
    const found: Session[] = [];
    let after: SessionsParams["after"];
    do {
      const page = await engine.run(sessions, { ...asked, period, after }, stream.project);
      expect(page.sessions.length).toBeLessThanOrEqual(asked.limit);
      found.push(...page.sessions);
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(found).toEqual(expected);
  });
}, 1_500_000);

test("those that are active, and each one with its events, against the reference", async () => {
  await forEachStream(
    engine,
    { extra: fc.nat(39) },
    async (stream, pick) => {
      const event = stream.events[pick % Math.max(1, stream.events.length)];
      const now = (event?.time ?? stream.around) + [0, 30 * minuteMs, 30 * minuteMs - 1][pick % 3]!;
      engine.now = now;
      const asked: SessionsParams = { period: "active", filters: {}, includeBots: true, limit: 1_000 };
      const isRecent = ({ time }: StoredEvent) => time > now - 30 * minuteMs && time <= now;
      const active = new Set(stream.events.filter(isRecent).map(({ session_id }) => session_id));
      const expected = sessionsOf(stream.events).filter((one) => active.has(one.session_id));
      const answer = await engine.run(sessions, asked, stream.project);
      expect(answer).toEqual({ sessions: expected, next: null });
      if (event === undefined) return;
      const detail = await engine.run(
        sessionDetail,
        { sessionId: event.session_id, eventsMax: 1_000 },
        stream.project,
      );
      const { events: eventCount, ...facts } = sessionsOf(stream.events).find(
        (one) => one.session_id === event.session_id,
      )!;
      expect(detail).toMatchObject({ ...facts, eventCount });
      const own = inOrder(stream.events.filter((one) => one.session_id === event.session_id));
      expect(detail!.events.map(({ event_id }) => event_id)).toEqual(own.map(({ event_id }) => event_id));
    },
    1,
  );
}, 1_500_000);

test("the overview of a filter or a segment is of the sessions with such an event, against the reference", async () => {
  const question = fc.record({
    having: fc.constantFrom(...selections),
    beforeMs: fc.constantFrom(hourMs, 40 * dayMs),
    includeBots: fc.boolean(),
  });
  let counted = 0;
  await forEachStream(engine, { extra: question }, async (stream, { having, beforeMs, includeBots }) => {
    const period = { from: stream.around - beforeMs, to: stream.around + dayMs };
    const query = { ...everything, ...having, period, includeBots };
    const answer = await engine.run(overview, { query, topPages: 3 }, stream.project);
    const selected = stream.events.filter(
      (event) =>
        inQuery(event, { ...everything, period, includeBots }) && isSelected(event, having, stream.events),
    );
    const ids = new Set(selected.map(({ session_id }) => session_id));
    const own = sessionsOf(stream.events).filter(
      (one) => ids.has(one.session_id) && (includeBots || !one.isBot),
    );
    const started = own.filter(({ startedAt }) => startedAt >= period.from && startedAt < period.to);
    const duration = started.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(answer).toMatchObject({
      events: selected.length,
      visitors: new Set(selected.map(({ visitor_id }) => visitor_id)).size,
      sessions: own.length,
      averageSessionDurationMs: duration / Math.max(1, started.length),
      bounceRate: started.filter(({ isBounce }) => isBounce).length / Math.max(1, started.length),
    });
    counted += own.length;
  });
  expect(counted).toBeGreaterThan(0);
}, 1_500_000);

/** All sessions, the latest start first. */
function sessionsOf(events: readonly StoredEvent[]): Session[] {
  const bySession = Map.groupBy(inOrder(events), ({ session_id }) => session_id);
  const facts = [...bySession].map(([session_id, own]) => factsOf(session_id, own));
  const bytes = (text: string) => Buffer.from(text);
  return facts.toSorted(
    (a, b) => b.startedAt - a.startedAt || Buffer.compare(bytes(b.session_id), bytes(a.session_id)),
  );
}

function factsOf(session_id: string, own: readonly StoredEvent[]): Session {
  const [first, last] = [own[0]!, own.at(-1)!];
  const views = own.filter(({ name }) => isPageView(name));
  return {
    session_id,
    visitor_id: last.visitor_id,
    user_id: own.findLast(({ user_id }) => user_id !== "")?.user_id ?? "",
    startedAt: first.time,
    endedAt: last.time,
    durationMs: last.time - first.time,
    events: own.length,
    pageViews: views.length,
    isBounce: own.length === 1 && views.length === 1,
    isBot: own.some(({ is_bot }) => is_bot),
    landingPath: views[0]?.path ?? "",
    exitPath: views.at(-1)?.path ?? "",
    referrer: first.referrer,
    country: first.country,
    device_type: first.device_type,
    channel: first.channel,
  };
}

function fits(one: Session, { isBounce, landing_path, ...equal }: SessionsParams["filters"]): boolean {
  if (isBounce !== undefined && one.isBounce !== isBounce) return false;
  if (landing_path !== undefined && one.landingPath !== landing_path) return false;
  return Object.entries(equal).every(([name, value]) => one[name as "country"] === value);
}

function inOrder(events: readonly StoredEvent[]): StoredEvent[] {
  return events.toSorted((a, b) => a.time - b.time || a.seq - b.seq);
}

test("worked by hand: two sessions of one visitor, half an hour apart", async () => {
  const project = engine.newProject();
  const start = Date.UTC(2024, 0, 1, 12);
  const view = (time: number, path: string) => ({
    name: "page_view",
    time,
    path,
    visitor_id: "ann",
    user_id: "ann",
    referrer: "https://a.example/",
  });
  await engine.insertEvents(project, [
    view(start, "/"),
    { name: "click", time: start + 1_000, visitor_id: "ann" },
    view(start + 30 * minuteMs, "/late"), // 29 min 59 s after the click: the same session.
    view(start + 60 * minuteMs, "/next"), // Exactly 30 minutes later: the next one.
  ]);
  const asked: SessionsParams = { period: {}, filters: {}, includeBots: false, limit: 10 };
  const answer = await engine.run(sessions, asked, project);
  expect(answer.sessions).toMatchObject([
    {
      startedAt: start + 60 * minuteMs,
      durationMs: 0,
      events: 1,
      pageViews: 1,
      isBounce: true,
      landingPath: "/next",
      exitPath: "/next",
    },
    {
      startedAt: start,
      durationMs: 30 * minuteMs,
      events: 3,
      pageViews: 2,
      isBounce: false,
      landingPath: "/",
      exitPath: "/late",
    },
  ]);
  expect(await engine.run(sessionDetail, { sessionId: "nobody's", eventsMax: 1 }, project)).toBeNull();
});
