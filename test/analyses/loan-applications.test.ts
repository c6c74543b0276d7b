import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { activeUsers } from "../../src/analyses/active-users/index.ts";
import { funnel } from "../../src/analyses/funnel/index.ts";
import { journey } from "../../src/analyses/journey/index.ts";
import { retention } from "../../src/analyses/retention/index.ts";
import { sessions } from "../../src/analyses/sessions/index.ts";
import { dayMs, minuteMs } from "../../src/kernel/clock.ts";
import { everything } from "../../src/query/query.ts";
import { Engine } from "../engine/engine.ts";

/*
 * Real events of a bank's loan applications, the application as the user; sessions and journeys worked out
 * a second way, straight from the file's lines. The events come in the order of the file.
 */
const file = join(import.meta.dir, "..", "..", "..", "shared", "data", "loan_applications.csv.gz");

interface Line {
  readonly event_id: string;
  readonly application_id: string;
  readonly event: string;
  readonly ts_utc: string;
}

/** A run of a user's events without half an hour of silence. */
interface Run {
  readonly user: string;
  readonly start: number;
  end: number;
  events: number;
}

let engine: Engine;
let lines: Line[] = [];
const project = "loans";

describe.skipIf(!existsSync(file))("loan applications (needs ../shared/data)", () => {
  beforeAll(async () => {
    lines = parse(Bun.gunzipSync(readFileSync(file)), { columns: true });
    engine = await Engine.start();
    for (let from = 0; from < lines.length; from += 20_000) {
      const events = lines.slice(from, from + 20_000).map((line) => ({
        name: line.event,
        event_id: line.event_id,
        time: Date.parse(line.ts_utc),
        visitor_id: line.application_id,
        user_id: line.application_id,
      }));
      await engine.insertEvents(project, events);
    }
  }, 300_000);
  afterAll(() => engine.stop());

  test("sessions of a month: which, how long, how many events", async () => {
    const period = { from: Date.UTC(2011, 10, 1), to: Date.UTC(2011, 11, 1) };
    const expected = runs(lines)
      .filter(({ start }) => start >= period.from && start < period.to)
      .map(({ user, start, end, events }) => `${user} ${start} ${end} ${events}`);
    const found: string[] = [];
    let after: { startedAt: number; sessionId: string } | undefined;
    do {
      const page = await engine.run(
        sessions,
        { period, filters: {}, includeBots: false, limit: 1_000, after },
        project,
      );
      for (const one of page.sessions)
        found.push(`${one.user_id} ${one.startedAt} ${one.endedAt} ${one.events}`);
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(found.length).toBeGreaterThan(1_000);
    expect(found.toSorted()).toEqual(expected.toSorted());
  }, 120_000);

  test("the journeys of some applications, and their sessions", async () => {
    const users = [...new Set(lines.map(({ application_id }) => application_id))].filter(
      (_, index) => index % 1_500 === 0,
    );
    expect(users.length).toBeGreaterThan(3);
    for (const user of users) {
      const own = lines.filter(({ application_id }) => application_id === user);
      const inOrder = own.toSorted((a, b) => Date.parse(a.ts_utc) - Date.parse(b.ts_utc));
      const answer = await engine.run(journey, { visitors: [user], period: {}, limit: 1_000 }, project);
      expect(answer.events.map(({ event_id }) => event_id)).toEqual(inOrder.map(({ event_id }) => event_id));
      expect(answer.totalSessions).toBe(runs(own).length);
      const starts = answer.events.filter(({ isSessionStart }) => isSessionStart).map(({ time }) => time);
      expect(starts).toEqual(runs(own).map(({ start }) => start));
    }
  }, 60_000);

  test("a funnel from submission to approval, within 30 days", async () => {
    const names = ["A_SUBMITTED", "A_ACCEPTED", "O_SENT", "O_SENT_BACK", "A_APPROVED"];
    const answer = await engine.run(
      funnel,
      {
        query: everything,
        steps: names.map((name) => ({ event: { name, conditions: [] } })),
        order: "ordered",
        windowMs: 30 * dayMs,
        exclusions: [],
        unit: "visitor",
      },
      project,
    );
    const depths = [...byUser(lines)].map(([, own]) => depth(own, names, 30 * dayMs));
    const expected = names.map((_, index) => depths.filter((reached) => reached > index).length);
    expect(answer.steps.map(({ count }) => count)).toEqual(expected);
    expect(expected[0]).toBe(13_087);
    expect(expected[4]).toBeGreaterThan(1_000);
  }, 60_000);

  test("a retention table: offers first sent in a week, and calls about them in the weeks after", async () => {
    const first = Date.UTC(2011, 9, 3); // a Monday
    const period = { from: first, to: first + 8 * weekMs };
    const answer = await engine.run(
      retention,
      {
        query: { ...everything, period },
        mode: "first_time",
        entry: { name: "O_SENT", conditions: [] },
        return: { name: "W_Nabellen offertes", conditions: [] },
        unit: "week",
        lastPeriod: 4,
      },
      project,
    );
    const weekOf = (line: Line) => Math.floor((Date.parse(line.ts_utc) - first) / weekMs);
    const expected = Array.from({ length: 8 }, () => [0, 0, 0, 0, 0, 0]);
    for (const [, own] of byUser(lines)) {
      const sent = own.filter(({ event }) => event === "O_SENT").map(weekOf);
      const cohort = expected[Math.min(...sent)];
      if (cohort === undefined) continue;
      cohort[0]! += 1;
      const calls = new Set(own.filter(({ event }) => event === "W_Nabellen offertes").map(weekOf));
      for (let n = 0; n <= 4; n += 1) cohort[n + 1]! += calls.has(Math.min(...sent) + n) ? 1 : 0;
    }
    const found = answer.cohorts.map(({ visitors, periods }) => [
      visitors,
      ...periods.map((one) => one.visitors),
    ]);
    expect(found).toEqual(expected);
    expect(expected[0]![0]).toBeGreaterThan(100);
  }, 60_000);

  test("applications that something happened to, per day", async () => {
    const period = { from: Date.UTC(2011, 10, 1), to: Date.UTC(2011, 10, 8) };
    const answer = await engine.run(activeUsers, { query: { ...everything, period } }, project);
    const dated = lines.map((line) => ({
      user: line.application_id,
      day: Math.floor(Date.parse(line.ts_utc) / dayMs),
    }));
    for (const { start, dau, wau, mau } of answer) {
      const day = start / dayMs;
      const within = (days: number) =>
        new Set(dated.filter((one) => one.day <= day && one.day > day - days).map(({ user }) => user)).size;
      expect([dau, wau, mau]).toEqual([within(1), within(7), within(30)]);
    }
  }, 60_000);
});

const weekMs = 7 * dayMs;

function byUser(of: readonly Line[]): Map<string, Line[]> {
  return Map.groupBy(of, ({ application_id }) => application_id);
}

/** From each first step, the next event of each next name; the deepest that one gets in time. */
function depth(own: readonly Line[], names: readonly string[], windowMs: number): number {
  const inOrder = own.toSorted((a, b) => Date.parse(a.ts_utc) - Date.parse(b.ts_utc));
  let deepest = 0;
  for (const [place, first] of inOrder.entries()) {
    if (first.event !== names[0]) continue;
    const until = Date.parse(first.ts_utc) + windowMs;
    let reached = 0;
    for (const { event, ts_utc } of inOrder.slice(place)) {
      if (event === names[reached] && Date.parse(ts_utc) <= until) reached += 1;
    }
    deepest = Math.max(deepest, reached);
  }
  return deepest;
}

/** By user, in order of time. */
function runs(of: readonly Line[]): Run[] {
  const all: Run[] = [];
  const last = new Map<string, Run>();
  const timed = of.map((line) => ({ user: line.application_id, time: Date.parse(line.ts_utc) }));
  for (const { user, time } of timed.toSorted((a, b) => a.time - b.time)) {
    const run = last.get(user);
    if (run !== undefined && time - run.end < 30 * minuteMs) {
      run.end = time;
      run.events++;
      continue;
    }
    const next = { user, start: time, end: time, events: 1 };
    last.set(user, next);
    all.push(next);
  }
  return all;
}
