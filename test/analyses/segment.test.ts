import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { segmentMembers } from "../../src/analyses/segment-members/index.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import type { FieldRef } from "../../src/query/columns.ts";
import type { EventSelector } from "../../src/query/condition.ts";
import type { Comparison } from "../../src/query/filter.ts";
import type { Segment } from "../../src/query/segment.ts";
import { Engine, type StoredEvent } from "../engine/engine.ts";
import { type StoredStream, forEachStream, projects } from "../engine/random-streams.ts";
import { distinctOf, wholeVisitors } from "../engine/sampled-streams.ts";
import { decidesOn, isIn } from "../engine/segment-reference.ts";

/** docs/semantics.md, Segments: trees of conditions against a reference that judges visitor by visitor. */
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
}, 60_000);

afterAll(() => engine?.stop());

const selector: fc.Arbitrary<EventSelector> = fc.constantFrom<EventSelector>(
  { name: "page_view", conditions: [] },
  { name: "signup", conditions: [] },
  { name: "it's \\ odd", conditions: [] },
  { conditions: [{ field: { property: "amount" }, operator: "gt", value: 2 }] },
  { conditions: [] },
);
const times = fc.constantFrom(undefined, undefined, 0, 1, 2, 5);
const did = fc.record({
  did: fc.record({
    event: selector,
    atLeast: times,
    atMost: times,
    withinDays: fc.constantFrom(undefined, 1, 7, 30),
  }),
});
const field = fc.constantFrom<FieldRef>(
  { property: "plan" },
  { property: "cart.total" },
  { column: "country" },
  { property: "nowhere" },
);
const comparison = fc.constantFrom<Comparison>(
  { operator: "eq", value: 5 },
  { operator: "eq", value: "5" },
  { operator: "eq", value: true },
  { operator: "ne", value: "pro" },
  { operator: "in", value: ["DE", 2, 3.5] },
  { operator: "not_in", value: ["US", "pro"] },
  { operator: "gt", value: 2 },
  { operator: "exists", value: true },
  { operator: "exists", value: false },
);
const profile = fc
  .tuple(field, comparison)
  .map(([on, compared]) => ({ profile: { field: on, ...compared } }));

const { tree } = fc.letrec<{ tree: Segment }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    did as fc.Arbitrary<Segment>,
    profile as fc.Arbitrary<Segment>,
    fc.record({ all: fc.array(tie("tree"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("tree"), { maxLength: 3 }) }),
    fc.record({ not: tie("tree") }),
  ),
}));

describe("a segment has the members that the reference finds", () => {
  test.each(projects)(
    "size and list, %s",
    async (_, isSampled) => {
      const sizes = new Set<number>();
      const judge = async (stream: StoredStream, segment: Segment) => {
        engine.now = stream.around + dayMs;
        const decides = stream.events.filter(
          (event) => !event.is_bot && decidesOn(event, segment, engine.now),
        );
        const { events, factor } = wholeVisitors(stream.events, decides);
        const expected = reference(events, segment, engine.now);
        const answer = await engine.run(segmentMembers, { segment, limit: 1_000 }, stream.project);
        expect(answer.members.map(({ visitor_id }) => visitor_id).toSorted()).toEqual(expected.toSorted());
        // Seen by any event, judged by those that decide.
        const theirs = events.filter((event) => expected.includes(event.visitor_id) && !event.is_bot);
        const weighed = theirs.map((event) => ({
          ...event,
          sample_factor: Math.max(event.sample_factor, factor),
        }));
        expect(answer.size).toBe(distinctOf(weighed, ({ visitor_id }) => visitor_id));
        expect(answer.seen).toBe(isSampled ? expected.length : null);
        sizes.add(answer.size);
      };
      const oneAtATime = 1;
      await forEachStream(engine, { extra: tree, isSampled }, judge, oneAtATime);
      expect(sizes.size).toBeGreaterThan(isSampled ? 1 : 3);
    },
    1_500_000,
  );
});

function reference(events: readonly StoredEvent[], segment: Segment, now: number): string[] {
  const byVisitor = Map.groupBy(
    events.filter(({ is_bot }) => !is_bot),
    ({ visitor_id }) => visitor_id,
  );
  return [...byVisitor].filter(([, theirs]) => isIn(theirs, segment, now)).map(([visitor]) => visitor);
}
