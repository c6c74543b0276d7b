import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { retentionMembers } from "../../src/analyses/retention-members/index.ts";
import { retention } from "../../src/analyses/retention/index.ts";
import type { RetentionParams } from "../../src/analyses/retention/params.ts";
import { dayMs, hourMs } from "../../src/kernel/clock.ts";
import type { EventSelector } from "../../src/query/condition.ts";
import { weekDays } from "../../src/query/interval.ts";
import { everything } from "../../src/query/query.ts";
import { Engine, type StoredEvent } from "../engine/engine.ts";
import { isCounted, matches } from "../engine/matching.ts";
import { forEachStream, projects } from "../engine/random-streams.ts";
import { bucketStarts, startOf } from "../engine/reference.ts";
import { wholeVisitors } from "../engine/sampled-streams.ts";

/** docs/semantics.md, Retention: against a reference that looks at every event of every visitor for every cell. */
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
}, 60_000);

afterAll(() => engine?.stop());

const selector: fc.Arbitrary<EventSelector> = fc.constantFrom<EventSelector>(
  { name: "page_view", conditions: [] },
  { name: "signup", conditions: [] },
  { conditions: [] },
  { conditions: [{ field: { property: "amount" }, operator: "gt", value: 2 }] },
  { conditions: [{ field: { column: "name" }, operator: "in", value: ["Kauf ☕", "signup", "イベント"] }] },
);

const question = fc.record({
  mode: fc.constantFrom("first_time", "recurring"),
  entry: selector,
  return: selector,
  unit: fc.constantFrom("day", "day", "week", "month"),
  weekStart: fc.constantFrom(undefined, ...weekDays),
  lastPeriod: fc.constantFrom(0, 1, 3, 7),
  rollingMs: fc.constantFrom(undefined, undefined, dayMs, hourMs, 30 * 60_000),
  isOneCohort: fc.boolean(),
  includeBots: fc.boolean(),
  before: fc.constantFrom(0, hourMs, 3 * dayMs, 10 * dayMs, 41 * dayMs),
  after: fc.constantFrom(0, hourMs, 3 * dayMs, 10 * dayMs),
});

describe("a retention table is what the reference says", () => {
  test.each(projects)(
    "cells, and the lists behind them, %s",
    async (_, isSampled) => {
      let returned = 0;
      await forEachStream(
        engine,
        { extra: question, isSampled },
        async (stream, { includeBots, before, after, isOneCohort, ...drawn }) => {
          const period = { from: stream.around - before, to: stream.around + after };
          engine.now = stream.around + 5 * dayMs;
          const unit = isOneCohort && drawn.rollingMs !== undefined ? "all" : drawn.unit;
          const params: RetentionParams = {
            ...drawn,
            unit,
            query: { ...everything, zone: stream.zone, includeBots, period },
          };
          const { events, factor } = wholeVisitors(stream.events, relevant(stream.events, params));
          const expected = reference(events, params);
          const answer = await engine.run(retention, params, stream.project);
          expect(
            answer.cohorts.map(({ start, visitors, periods }) => ({
              start,
              visitors,
              periods: periods.map((one) => one.visitors),
            })),
          ).toEqual(
            expected.map(({ start, members, periods }) => ({
              start,
              visitors: members.length * factor,
              periods: periods.map((one) => one.length * factor),
            })),
          );
          returned += answer.cohorts
            .flatMap(({ periods }) => periods.slice(1))
            .reduce((sum, one) => sum + one.visitors, 0);
          const cell = expected
            .flatMap(({ start, periods }) => periods.map((members, n) => ({ start, n, members })))
            .find(({ members }) => members.length > 0);
          if (cell === undefined) return;
          expect(await listed(params, cell.start, cell.n, stream.project)).toEqual(cell.members.toSorted());
        },
        oneAtATime,
      );
      if (!isSampled) expect(returned).toBeGreaterThan(0);
    },
    1_500_000,
  );
});

/** The entries and returns that a table is made of. */
function relevant(events: readonly StoredEvent[], params: RetentionParams): StoredEvent[] {
  const { query, mode, lastPeriod, rollingMs } = params;
  const { from, to } = query.period;
  const starts = calendarStarts(params);
  const cohorts = starts.filter((start) => start < to).length;
  const reach =
    rollingMs === undefined
      ? { from: starts[0] ?? from, to: starts[cohorts + lastPeriod]! }
      : { from, to: to + (lastPeriod + 1) * rollingMs };
  return events.filter((event) => {
    if (!isCounted(event, query)) return false;
    const isEntry = matches(event, params.entry) && event.time < to;
    const isReturn = matches(event, params.return) && event.time >= reach.from && event.time < reach.to;
    return (isEntry && (mode === "first_time" || event.time >= from)) || isReturn;
  });
}

/** Each stream has a present of its own. */
const oneAtATime = 1;

interface ReferenceCohort {
  readonly start: number;
  readonly members: readonly string[];
  readonly periods: readonly (readonly string[])[];
}

function calendarStarts(params: RetentionParams): number[] {
  const { unit, weekStart, query } = params;
  const { from } = query.period;
  return unit === "all"
    ? [from]
    : bucketStarts({ from, to: farFrom(params) }, { unit, weekStart }, query.zone);
}

/** Beyond all periods. */
function farFrom({ unit, query, lastPeriod }: RetentionParams): number {
  return query.period.to + (lastPeriod + 2) * (unit === "month" ? 32 : unit === "week" ? 8 : 2) * dayMs;
}

function reference(events: readonly StoredEvent[], params: RetentionParams): ReferenceCohort[] {
  const { query, lastPeriod, rollingMs } = params;
  const { from, to } = query.period;
  if (from >= to) return [];
  const far = farFrom(params);
  const starts = calendarStarts(params);
  const counted = events.filter((event) => isCounted(event, query)).toSorted((a, b) => a.time - b.time);
  const visitors = [...new Set(counted.map(({ visitor_id }) => visitor_id))];
  return starts
    .filter((start) => start < to)
    .map((start) => {
      const entered = visitors.flatMap((visitor) => {
        const entries = counted.filter(
          (event) => event.visitor_id === visitor && matches(event, params.entry),
        );
        const candidates = params.mode === "first_time" ? entries.slice(0, 1) : entries;
        const entry = candidates.find(
          ({ time }) => time >= from && time < to && startOf(starts, time) === start,
        );
        return entry === undefined ? [] : [{ visitor, entry: entry.time }];
      });
      const periods = Array.from({ length: lastPeriod + 1 }, (_, n) =>
        entered.flatMap(({ visitor, entry }) => {
          const isIn = (time: number) =>
            rollingMs === undefined
              ? startOf(starts, time) === starts[starts.indexOf(start) + n]
              : time >= entry + n * rollingMs && time < entry + (n + 1) * rollingMs;
          const came = counted.some(
            (event) =>
              event.visitor_id === visitor &&
              matches(event, params.return) &&
              event.time >= starts[0]! &&
              event.time < far &&
              isIn(event.time),
          );
          return came ? [visitor] : [];
        }),
      );
      return { start, members: entered.map(({ visitor }) => visitor), periods };
    });
}

async function listed(
  params: RetentionParams,
  cohort: number,
  period: number,
  project: string,
): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await engine.run(
      retentionMembers,
      { retention: params, cohort, period, limit: 2, after },
      project,
    );
    found.push(...page.members.map(({ visitor_id }) => visitor_id));
    if (page.nextCursor === null) {
      expect(found).toHaveLength(page.seen ?? page.total);
      return found.toSorted();
    }
    after = page.nextCursor;
  }
}
