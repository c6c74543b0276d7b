import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { overview } from "../../src/analyses/overview/index.ts";
import type { Overview } from "../../src/analyses/overview/shape.ts";
import { minuteMs, secondMs } from "../../src/kernel/clock.ts";
import type { Period } from "../../src/query/period.ts";
import { everything } from "../../src/query/query.ts";
import { Engine, type GivenEvent } from "../engine/engine.ts";

/*
 * What a session is (docs/semantics.md, Sessions), worked out by hand: a visitor's run of events; half an
 * hour of silence starts the next one; its duration is its last event minus its first; a bounce is one
 * page view and nothing else.
 */
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
});

afterAll(() => engine.stop());

const noon = Date.UTC(2024, 4, 31, 12);
const halfHour = 30 * minuteMs;

type Moment = readonly [afterNoonMs: number, name?: string, more?: Partial<GivenEvent>];

/** The events of one visitor in the order of their arrival, and what the overview says of their sessions. */
async function sessionsOf(moments: readonly Moment[], period: Period = {}): Promise<SessionNumbers> {
  const project = engine.newProject();
  const events = moments.map(([afterNoonMs, name = "page_view", more = {}]) => ({
    name,
    time: noon + afterNoonMs,
    visitor_id: "ann",
    ...more,
  }));
  await engine.insertEvents(project, events);
  const answer = await engine.run(overview, { query: { ...everything, period }, topPages: 1 }, project);
  return numbers(answer);
}

interface SessionNumbers {
  readonly sessions: number;
  readonly averageMs: number;
  readonly bounceRate: number;
}

function numbers({ sessions, averageSessionDurationMs, bounceRate }: Overview): SessionNumbers {
  return { sessions, averageMs: averageSessionDurationMs, bounceRate };
}

describe("silence", () => {
  test("of a millisecond less than half an hour goes on with the session", async () => {
    expect(await sessionsOf([[0], [halfHour - 1]])).toEqual({
      sessions: 1,
      averageMs: halfHour - 1,
      bounceRate: 0,
    });
  });

  test("of exactly half an hour starts the next", async () => {
    expect(await sessionsOf([[0], [halfHour]])).toEqual({ sessions: 2, averageMs: 0, bounceRate: 1 });
  });

  test("is counted from the last event, so a session may be long", async () => {
    // Five events, each 29:59 after the one before: 4 · 1,799 s.
    const moments = [0, 1, 2, 3, 4].map((index): Moment => [index * (halfHour - secondMs)]);
    expect(await sessionsOf(moments)).toEqual({
      sessions: 1,
      averageMs: 4 * 1_799 * secondMs,
      bounceRate: 0,
    });
  });

  test("of another visitor is another's", async () => {
    const bob = { visitor_id: "bob" };
    // Ann: 0 and 40 minutes, two sessions; Bob: 20 minutes, one.
    expect(await sessionsOf([[0], [20 * minuteMs, "page_view", bob], [40 * minuteMs]])).toEqual({
      sessions: 3,
      averageMs: 0,
      bounceRate: 1,
    });
  });
});

describe("the order of arrival", () => {
  test("does not matter within a session", async () => {
    // 0, 10 and 20 minutes, the first one last.
    expect(await sessionsOf([[10 * minuteMs], [20 * minuteMs], [0]])).toEqual({
      sessions: 1,
      averageMs: 20 * minuteMs,
      bounceRate: 0,
    });
  });

  test("a late event makes its session start earlier", async () => {
    // Noon and half past noon are two sessions; 11:45 joins the first: 15 minutes, and a bounce.
    expect(await sessionsOf([[0], [halfHour], [-15 * minuteMs]])).toEqual({
      sessions: 2,
      averageMs: 7.5 * minuteMs,
      bounceRate: 0.5,
    });
  });
});

describe("a bounce is", () => {
  const bounces: [what: string, names: string[], bounceRate: number][] = [
    ["a page view by any of its names", ["page_view"], 1],
    ["a page view by any of its names", ["pageview"], 1],
    ["a page view by any of its names", ["$pageview"], 1],
    ["a page view by any of its names", ["page"], 1],
    ["no click alone", ["click"], 0],
    ["no two page views", ["page_view", "page_view"], 0],
    ["no page view and a click", ["page_view", "click"], 0],
    ["no page view and a click before it", ["click", "page_view"], 0],
  ];
  test.each(bounces)("%s: %j", async (_, names, bounceRate) => {
    const moments = names.map((name, index): Moment => [index, name]);
    expect(await sessionsOf(moments)).toMatchObject({ sessions: 1, bounceRate });
  });

  test("counted among all sessions: one of three", async () => {
    // A page view; half an hour later two; half an hour later a click: 0 s, 6 s and 0 s.
    const moments: Moment[] = [
      [0],
      [halfHour],
      [halfHour + 6 * secondMs],
      [2 * halfHour + 6 * secondMs, "click"],
    ];
    expect(await sessionsOf(moments)).toEqual({ sessions: 3, averageMs: 2 * secondMs, bounceRate: 1 / 3 });
  });
});

describe("a client's session id", () => {
  const tab = { session_id: "tab-1" };

  test("is one session, whoever sends it", async () => {
    const moments: Moment[] = [
      [0, "page_view", tab],
      [minuteMs, "click", { ...tab, visitor_id: "bob" }],
    ];
    expect(await sessionsOf(moments)).toEqual({ sessions: 1, averageMs: minuteMs, bounceRate: 0 });
  });

  test("separates what one visitor does at the same time", async () => {
    const moments: Moment[] = [
      [0, "page_view", tab],
      [1, "page_view", { session_id: "tab-2" }],
      [2, "page_view"],
    ];
    expect(await sessionsOf(moments)).toEqual({ sessions: 3, averageMs: 0, bounceRate: 1 });
  });

  test("is ended by silence like any other", async () => {
    expect(
      await sessionsOf([
        [0, "page_view", tab],
        [halfHour, "page_view", tab],
      ]),
    ).toMatchObject({ sessions: 2 });
  });
});

describe("a range", () => {
  /** 12:00 to 12:20, two page views. */
  const session: Moment[] = [[0], [20 * minuteMs]];
  const between = (fromMin: number, toMin: number) => ({
    from: noon + fromMin * minuteMs,
    to: noon + toMin * minuteMs,
  });

  test("has the duration of the sessions that start in it", async () => {
    const whole = { sessions: 1, averageMs: 20 * minuteMs, bounceRate: 0 };
    expect(await sessionsOf(session, between(0, 30))).toEqual(whole);
    // Also of a part that lies behind its end.
    expect(await sessionsOf(session, between(0, 10))).toEqual(whole);
  });

  test("counts a session that started before it as active, and nothing more", async () => {
    const active = { sessions: 1, averageMs: 0, bounceRate: 0 };
    expect(await sessionsOf(session, between(10, 30))).toEqual(active);
    expect(await sessionsOf(session, between(20, 30))).toEqual(active);
  });

  test("does not count one that ended before it or starts with its end", async () => {
    const none = { sessions: 0, averageMs: 0, bounceRate: 0 };
    expect(await sessionsOf(session, { from: noon + 20 * minuteMs + 1 })).toEqual(none);
    expect(await sessionsOf(session, between(-30, 0))).toEqual(none);
  });
});

test("a bot's session is left out whole, and comes back when asked for", async () => {
  const project = engine.newProject();
  await engine.insertEvents(project, [
    { name: "page_view", time: noon, visitor_id: "ann" },
    { name: "page_view", time: noon, visitor_id: "crawler", is_bot: true },
    { name: "page_view", time: noon + minuteMs, visitor_id: "crawler", is_bot: true },
  ]);
  const ask = async (includeBots: boolean) =>
    numbers(await engine.run(overview, { query: { ...everything, includeBots }, topPages: 1 }, project));
  expect(await ask(false)).toEqual({ sessions: 1, averageMs: 0, bounceRate: 1 });
  expect(await ask(true)).toEqual({ sessions: 2, averageMs: minuteMs / 2, bounceRate: 0.5 });
});
