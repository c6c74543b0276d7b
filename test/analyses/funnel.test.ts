import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { funnelMembers } from "../../src/analyses/funnel-members/index.ts";
import type { FunnelMember } from "../../src/analyses/funnel-members/shape.ts";
import { funnel } from "../../src/analyses/funnel/index.ts";
import { type FunnelParams, largestOverlap } from "../../src/analyses/funnel/params.ts";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import type { EventSelector } from "../../src/query/condition.ts";
import { everything } from "../../src/query/query.ts";
import { Engine, type GivenEvent, type StoredEvent } from "../engine/engine.ts";
import { type ReferenceUnit, referenceFunnel } from "../engine/funnel-reference.ts";
import { inQuery, matches } from "../engine/matching.ts";
import { forEachStream, projects } from "../engine/random-streams.ts";
import { wholeVisitors } from "../engine/sampled-streams.ts";

/** Against a reference that tries every choice of events, over random streams and random funnels. */
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
}, 60_000);

afterAll(() => engine?.stop());

const selector: fc.Arbitrary<EventSelector> = fc.constantFrom<EventSelector>(
  { name: "page_view", conditions: [] },
  { name: "page_view", conditions: [{ field: { property: "plan" }, operator: "exists", value: true }] },
  { name: "signup", conditions: [] },
  { name: "Kauf ☕", conditions: [] },
  { name: "it's \\ odd", conditions: [] },
  { conditions: [] },
  { conditions: [{ field: { column: "name" }, operator: "in", value: ["page_view", "signup", "イベント"] }] },
  { conditions: [{ field: { property: "amount" }, operator: "gt", value: 2 }] },
  { conditions: [{ field: { column: "country" }, operator: "ne", value: "DE" }] },
);

const duration = fc.constantFrom(
  undefined,
  undefined,
  0,
  1,
  999,
  minuteMs,
  30 * minuteMs,
  hourMs,
  dayMs,
  7 * dayMs,
);

const question = fc
  .record({
    steps: fc.array(fc.record({ event: selector, withinMs: duration }), { minLength: 2, maxLength: 4 }),
    order: fc.constantFrom("ordered", "ordered", "strict", "any"),
    windowMs: duration,
    exclusions: fc.array(fc.record({ event: selector, gap: fc.constantFrom(undefined, 1, 2) }), {
      maxLength: 1,
    }),
    unit: fc.constantFrom("visitor", "visitor", "session"),
    breakdown: fc.constantFrom(
      undefined,
      { field: { column: "country" }, valuesMax: 2 },
      { field: { property: "plan" }, valuesMax: 3 },
    ),
    includeBots: fc.boolean(),
    cut: fc.constantFrom(undefined, undefined, 0, hourMs, dayMs),
  })
  .map(({ includeBots, cut, exclusions, steps, ...more }) => {
    const isAny = more.order === "any";
    const params: Omit<FunnelParams, "query"> = {
      ...more,
      steps: isAny ? steps.map(({ event }) => ({ event })) : steps,
      exclusions: isAny ? [] : exclusions.map(({ event, gap }) => ({ event, ...gapOf(gap, steps.length) })),
    };
    return { params, includeBots, cut };
  });

function gapOf(gap: number | undefined, steps: number) {
  return gap === undefined || gap >= steps ? {} : { afterStep: gap, beforeStep: gap + 1 };
}

describe("a funnel is what the reference says", () => {
  test.each(projects)(
    "bars, times, groups, and the lists behind them, %s",
    async (_, isSampled) => {
      let deepest = 0;
      await forEachStream(
        engine,
        { extra: question, eventsMax: 30, change: dense, isSampled },
        async (stream, { params: drawn, includeBots, cut }) => {
          const period = cut === undefined ? {} : { from: stream.around - 2 * cut, to: stream.around + cut };
          const params: FunnelParams = { ...drawn, query: { ...everything, includeBots, period } };
          if (params.order === "any") expect(largestOverlap(params.steps)).toBeLessThanOrEqual(6);
          const read = stream.events.filter((event) => isRead(event, params));
          const { events, factor } = wholeVisitors(stream.events, read);
          const units = referenceFunnel(events, params);
          const answer = await engine.run(funnel, params, stream.project);
          expect(answer.steps).toEqual(barsOf(units, params, factor));
          deepest = Math.max(deepest, ...units.map(({ level }) => level));
          for (const group of answer.groups ?? []) {
            const shown = answer.groups!.filter(({ isOther }) => !isOther).map(({ value }) => value);
            const mine = units.filter(({ value }) =>
              group.isOther ? !shown.includes(value) : value === group.value,
            );
            const bars = barsOf(mine, params, factor);
            expect(group.steps).toEqual(
              group.isOther ? bars.map(({ count }) => ({ count, time: null })) : bars,
            );
            const behind = await engine.run(
              funnelMembers,
              {
                funnel: params,
                step: 1,
                outcome: "reached",
                limit: 1_000,
                group: group.isOther ? { noneOf: shown } : { value: group.value },
              },
              stream.project,
            );
            expect(behind.members.map(idOf).toSorted()).toEqual(idsOf(mine, 1));
          }
          const step = 2 + (stream.events.length % (params.steps.length - 1));
          const dropped = await pages(params, step, stream.project);
          expect(dropped).toEqual(
            units
              .filter(({ level }) => level === step - 1)
              .map(({ unit }) => unit)
              .toSorted(),
          );
        },
      );
      // Canary: streams without funnels would prove nothing. What is left of a sampled one may be shallow.
      expect(deepest).toBeGreaterThanOrEqual(isSampled ? 1 : 4);
    },
    1_500_000,
  );
});

/** Few visitors with much in common, so that attempts go deep and there are many to choose from. */
function dense(event: GivenEvent): GivenEvent {
  const names: Record<string, string> = { pageview: "page_view", view: "signup", purchase: "Kauf ☕" };
  const visitors: Record<string, string> = { bob: "ann", "o'neil": "ann", 王: "zoë", anonymous: "zoë" };
  const { name, visitor_id } = event;
  return { ...event, name: names[name] ?? name, visitor_id: visitors[visitor_id] ?? visitor_id };
}

/** What can make or break an attempt. */
function isRead(event: StoredEvent, { query, steps, exclusions, order }: FunnelParams): boolean {
  const selectors = [...steps, ...exclusions].map((part) => part.event);
  const isOfInterest = order === "strict" || selectors.some((one) => matches(event, one));
  return inQuery(event, query) && isOfInterest;
}

function barsOf(units: readonly ReferenceUnit[], params: FunnelParams, factor: number) {
  return params.steps.map((_, index) => {
    const reached = units.filter(({ level }) => level > index);
    const isTimed = index > 0 && reached.length > 0 && params.order !== "any";
    const times = reached.map((unit) => unit.times[index - 1]!).toSorted((a, b) => a - b);
    return {
      count: reached.length * factor,
      time: isTimed ? { medianMs: percentile(times, 0.5), p90Ms: percentile(times, 0.9) } : null,
    };
  });
}

/** PERCENTILE.INC. */
function percentile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const [before, after] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
  return Math.round((before + (after - before) * (place - low)) * 1_000) / 1_000;
}

function idsOf(units: readonly ReferenceUnit[], level: number): string[] {
  return units
    .filter((unit) => unit.level >= level)
    .map(({ unit }) => unit)
    .toSorted();
}

function idOf({ visitor_id, session_id }: FunnelMember): string {
  return session_id === "" ? visitor_id : session_id;
}

/** The list of those who dropped out before the step, read two at a time. */
async function pages(params: FunnelParams, step: number, project: string): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  for (;;) {
    const asked = { funnel: params, step, outcome: "dropped", limit: 2, after } as const;
    const page = await engine.run(funnelMembers, asked, project);
    found.push(...page.members.map(idOf));
    if (page.nextCursor === null) {
      expect(found).toHaveLength(page.seen ?? page.total);
      return found.toSorted();
    }
    after = page.nextCursor;
  }
}
