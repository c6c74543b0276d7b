import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { eventNames } from "../../src/analyses/event-names/index.ts";
import { eventProperties } from "../../src/analyses/event-properties/index.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import { everything } from "../../src/query/query.ts";
import { Engine } from "../engine/engine.ts";
import { forEachStream } from "../engine/random-streams.ts";
import { eventsIn } from "../engine/reference.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Event schema". */

test("against the reference, on random streams", async () => {
  await forEachStream(engine, { extra: fc.constantFrom(dayMs, 60 * dayMs) }, async (stream, lengthMs) => {
    const period = { from: stream.around - lengthMs, to: stream.around + lengthMs };
    const query = { ...everything, period };
    const events = eventsIn(stream.events, period);
    const names = [...Map.groupBy(events, ({ name }) => name)].map(([name, own]) => ({
      name,
      events: own.length,
      firstAt: own[0]!.time,
      lastAt: own.at(-1)!.time,
    }));
    const sorted = names.toSorted(
      (a, b) => b.events - a.events || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
    );
    expect(await engine.run(eventNames, { query, limit: 1_000 }, stream.project)).toEqual(sorted);

    const leaves = events.flatMap(({ properties: { cart, ...flat } }) => {
      const nested = Object.entries(cart ?? {}).map(([key, value]): [string, unknown] => [
        `cart.${key}`,
        value,
      ]);
      return [...Object.entries(flat), ...nested];
    });
    const properties = await engine.run(
      eventProperties,
      { query, limit: 1_000, samples: 20 },
      stream.project,
    );
    const byKey = Map.groupBy(leaves, ([key]) => key);
    expect(properties.map(({ key }) => key).toSorted()).toEqual([...byKey.keys()].toSorted());
    for (const { key, events: count, types, samples } of properties) {
      const values = byKey.get(key)!.map(([, value]) => value);
      expect(count).toBe(values.length);
      const expected = Map.groupBy(values, (value) => typeof value);
      expect(Object.fromEntries(types.map((type) => [type.type, type.events]))).toEqual(
        Object.fromEntries([...expected].map(([type, own]) => [type as string, own.length])),
      );
      expect(new Set(samples)).toEqual(new Set(values));
    }
  });
}, 1_500_000);

test("worked by hand: a property of two types, one that is nested, and one event without any", async () => {
  const project = engine.newProject();
  const at = (time: number, properties: Record<string, never> | object) => ({
    name: "order",
    time,
    visitor_id: "ann",
    properties: properties as {},
  });
  await engine.insertEvents(project, [
    at(1, { plan: "pro", cart: { total: 5 } }),
    at(2, { plan: 7 }),
    at(3, { plan: "pro" }),
    at(4, {}),
  ]);
  expect(await engine.run(eventNames, { query: everything, limit: 10 }, project)).toEqual([
    { name: "order", events: 4, firstAt: 1, lastAt: 4 },
  ]);
  expect(await engine.run(eventProperties, { query: everything, limit: 10, samples: 2 }, project)).toEqual([
    {
      key: "plan",
      events: 3,
      types: [
        { type: "string", events: 2 },
        { type: "number", events: 1 },
      ],
      samples: ["pro", 7],
    },
    { key: "cart.total", events: 1, types: [{ type: "number", events: 1 }], samples: [5] },
  ]);
});
