import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { activeUsers } from "../../src/analyses/active-users/index.ts";
import { journey } from "../../src/analyses/journey/index.ts";
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

describe.skipIf(!existsSync(file))(`loan applications (skipped where ${file} is absent)`, () => {
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
      const answer = await engine.run(journey, { visitor: user, period: {}, limit: 1_000 }, project);
      expect(answer.events.map(({ event_id }) => event_id)).toEqual(inOrder.map(({ event_id }) => event_id));
      expect(answer.totalSessions).toBe(runs(own).length);
      const starts = answer.events.filter(({ isSessionStart }) => isSessionStart).map(({ time }) => time);
      expect(starts).toEqual(runs(own).map(({ start }) => start));
    }
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
