import { describe, expect, test } from "bun:test";
import type { BucketLimit, Bus } from "../../bus/bus.ts";
import { MemoryBus } from "../../bus/memory/memory-bus.ts";
import { minuteMs } from "../../kernel/clock.ts";
import { type RateDefaults, RateLimits, type RateSubject } from "./rate-limits.ts";

const perMinute = (tokens: number): BucketLimit => ({ tokens, windowMs: minuteMs });

const defaults: RateDefaults = {
  ingest: perMinute(50),
  read: perMinute(6),
  reports: perMinute(4),
  platform: { tokens: 5, windowMs: 15 * minuteMs },
  addressIngest: perMinute(3),
  addressRead: perMinute(2),
};

function rateLimits(): RateLimits {
  return new RateLimits({
    bus: new MemoryBus({ clock: { now: () => 0 }, bucketsMax: 100, failuresMax: 1_000 }),
    defaults,
  });
}

const keyWith = (...chosen: { ingestPerMinute?: number; readsPerMinute?: number }[]): RateSubject => ({
  kind: "key",
  id: "k",
  chosen: chosen.map((rates) => ({ ingestPerMinute: null, readsPerMinute: null, ...rates })),
});

/** How many of 100 requests in a row are admitted. */
async function admitted(
  limits: RateLimits,
  subject: RateSubject,
  budget: Parameters<RateLimits["take"]>[1],
): Promise<number> {
  let count = 0;
  for (let index = 0; index < 100; index++) {
    if ((await limits.take(subject, budget))?.isAdmitted ?? true) count++;
  }
  return count;
}

describe("a key", () => {
  test("has budgets for events, for reading, and for each dialect that documents one", async () => {
    const limits = rateLimits();
    const budgets = ["ingest", "read", "reports", "platform"] as const;
    const counts = [];
    for (const budget of budgets) counts.push(await admitted(limits, keyWith(), budget));
    expect(counts).toEqual([50, 6, 4, 5]);
  });

  test("has one budget for all reading when one was chosen for it or for its project", async () => {
    const limits = rateLimits();
    const subject = keyWith({ readsPerMinute: 7 }, { readsPerMinute: 1, ingestPerMinute: 20 });
    expect(await admitted(limits, subject, "platform")).toBe(7);
    expect(await admitted(limits, subject, "reports")).toBe(0);
    expect(await admitted(limits, subject, "read")).toBe(0);
    expect(await admitted(limits, subject, "ingest")).toBe(20);
  });

  test("is not limited by where it comes from, and does not share with a token of its name", async () => {
    const limits = rateLimits();
    expect(await admitted(limits, keyWith(), "platform")).toBe(5);
    expect(await admitted(limits, { kind: "token", id: "k", chosen: [] }, "platform")).toBe(5);
  });
});

test("a person is not held to the numbers that the documents state for keys", async () => {
  const limits = rateLimits();
  expect(await admitted(limits, { kind: "user", id: "u", chosen: [] }, "platform")).toBe(6);
  expect(await admitted(limits, { kind: "user", id: "u", chosen: [] }, "reports")).toBe(0);
});

describe("without credentials", () => {
  const from = (address: string): RateSubject => ({ kind: "address", address });

  test("addresses are limited one by one, reading and events apart", async () => {
    const limits = rateLimits();
    expect(await admitted(limits, from("203.0.113.1"), "platform")).toBe(2);
    expect(await admitted(limits, from("203.0.113.1"), "reports")).toBe(0);
    expect(await admitted(limits, from("203.0.113.1"), "ingest")).toBe(3);
    expect(await admitted(limits, from("203.0.113.2"), "read")).toBe(2);
  });

  test("the addresses of an IPv6 network count as one", async () => {
    const limits = rateLimits();
    expect(await admitted(limits, from("2001:db8::1"), "read")).toBe(2);
    expect(await admitted(limits, from("2001:db8::dead:beef"), "read")).toBe(0);
  });

  test("this machine itself is not limited", async () => {
    const limits = rateLimits();
    expect(limits.take(from("127.0.0.1"), "ingest")).toBeNull();
    expect(await admitted(limits, from("::1"), "read")).toBe(100);
  });
});

test("a verdict says by which limit it was given, at once or when the bus has answered", async () => {
  const memory = new MemoryBus({ clock: { now: () => 0 }, bucketsMax: 100, failuresMax: 1_000 });
  // As the bus of several processes answers.
  const shared: Pick<Bus, "take"> = { take: async (bucket, limit) => memory.take(bucket, limit) };
  const expected = { isAdmitted: true, remaining: 3, limit: defaults.reports };
  expect(rateLimits().take(keyWith(), "reports")).toMatchObject(expected);
  const later = new RateLimits({ bus: shared, defaults }).take(keyWith(), "reports");
  expect(later).toBeInstanceOf(Promise);
  expect(await later).toMatchObject(expected);
});
