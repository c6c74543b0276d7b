import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { dayMs } from "../../src/kernel/clock.ts";
import { Engine, type GivenEvent } from "../engine/engine.ts";
import { SeededRandom } from "../harness/random.ts";
import { casesNow } from "./case.ts";
import { cases } from "./cases.ts";

/** Every question of the cases, asked of the same events by the SQL of both kinds of projects. */
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
  engine.now = casesNow;
  const chance = new SeededRandom(4_711);
  const random = () => chance.next();

  const names = ["page_view", "harmless", "signup", "purchase", "assigned", "B"];
  const events = Array.from({ length: 2_000 }, (_, index): GivenEvent => ({
    name: names[Math.floor(random() * names.length)]!,
    visitor_id: `v${Math.floor(random() * 60)}`,
    time: casesNow - Math.floor(random() * 40 * dayMs) + (index % 7 === 0 ? 1 : 0),
    path: ["/", "harmless", ""][Math.floor(random() * 3)]!,
    country: ["harmless", "DE", ""][Math.floor(random() * 3)]!,
    value: random() < 0.5 ? null : Math.floor(random() * 100) / 4,
    properties:
      random() < 0.3
        ? {}
        : {
            harmless: ["harmless", 5, "B"][Math.floor(random() * 3)]!,
            variant: random() < 0.5 ? "harmless" : "B",
          },
  }));
  const ordered = events.toSorted((a, b) => a.time - b.time);
  await engine.insertEvents("plain", ordered);
}, 60_000);
afterAll(() => engine?.stop());

describe("a sampled project that keeps everything has the numbers of one that never sampled:", () => {
  test.each(cases.map((one) => [`${one.analysis}: ${one.name}`, one] as const))("%s", async (_, one) => {
    const ask = () => one.run((analysis, params) => engine.run(analysis, params, "plain"), "harmless");
    const plain = await ask();
    engine.sampled.add("plain");
    const weighed = await ask();
    engine.sampled.delete("plain");
    expect(comparable(weighed)).toEqual(comparable(plain));
  });
});

/** Without what only sampled projects tell, and without the last digits of floating-point numbers. */
function comparable(answer: unknown): unknown {
  const told = new Set(["seen", "factor", "sample_factor"]);
  return JSON.parse(
    JSON.stringify(answer ?? null, (key, value: unknown) => {
      if (told.has(key)) return undefined;
      return typeof value === "number" ? Number(value.toPrecision(12)) : value;
    }),
  );
}
