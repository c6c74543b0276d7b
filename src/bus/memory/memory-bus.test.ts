import { expect, test } from "bun:test";
import { minuteMs } from "../../kernel/clock.ts";
import { describeBus } from "../bus.contract.ts";
import { MemoryBus } from "./memory-bus.ts";

describeBus("the bus in memory", async () => {
  let now = 0;
  const bus = new MemoryBus({ clock: { now: () => now }, bucketsMax: 10_000, failuresMax: 1_000 });
  return {
    bus,
    another: bus,
    setTime: (time) => {
      now = time;
    },
    dispose: () => bus.close(),
  };
});

const limit = { tokens: 2, windowMs: minuteMs };

test("a million addresses take no more memory than the bound, and free nobody who keeps coming", () => {
  const bus = new MemoryBus({ clock: { now: () => 1 }, bucketsMax: 1_000, failuresMax: 1_000 });
  const regular = { family: "address", id: "regular" };
  let admitted = 0;
  for (let index = 0; index < 1_000_000; index++) {
    bus.take({ family: "address", id: `visitor-${index}` }, limit);
    if (index % 100 === 0 && bus.take(regular, limit).isAdmitted) admitted++;
  }
  expect(bus.size).toBeLessThanOrEqual(1_000);
  expect(admitted).toBe(limit.tokens);
});

test("a flood in one family forgets nothing of another", () => {
  const bus = new MemoryBus({ clock: { now: () => 1 }, bucketsMax: 100, failuresMax: 1_000 });
  const key = { family: "key", id: "k" };
  expect([bus.take(key, limit), bus.take(key, limit)].map(({ isAdmitted }) => isAdmitted)).toEqual([
    true,
    true,
  ]);
  for (let index = 0; index < 1_000; index++) bus.take({ family: "address", id: String(index) }, limit);
  expect(bus.take(key, limit).isAdmitted).toBe(false);
});
