import { afterAll, describe, expect, test } from "bun:test";
import { RedisClient } from "bun";
import { minuteMs } from "../../kernel/clock.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { describeBus } from "../bus.contract.ts";
import { MemoryBus } from "../memory/memory-bus.ts";
import { RedisBus } from "./redis-bus.ts";

const url = process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379";
const isReachable = await canReach(url);
/** Nothing else in that Redis is touched. */
const keyPrefix = `tidemark-test-${crypto.randomUUID()}:`;

describe.skipIf(!isReachable)("Redis (needs one at 127.0.0.1:6379, or REDIS_URL)", () => {
  describeBus("the bus on Redis", async () => {
    let now = 0;
    const clock = { now: () => now };
    const [bus, another] = await Promise.all([openBus({ clock }), openBus({ clock })]);
    return {
      bus,
      another,
      setTime: (time) => {
        now = time;
      },
      dispose: async () => {
        expect([bus.status(), another.status()]).toEqual([shared, shared]);
        await Promise.all([bus.close(), another.close()]);
      },
    };
  });

  test("goes by the clock of Redis, and a bucket's key goes once it is full", async () => {
    const bus = await openBus({});
    const client = new RedisClient(url);
    const take = async () =>
      (await bus.take({ family: "clock", id: "c" }, { tokens: 2, windowMs: 400 })).isAdmitted;
    expect([await take(), await take(), await take()]).toEqual([true, true, false]);
    const key = `${keyPrefix}bucket:clock:c`;
    const milliseconds = (await client.send("PTTL", [key])) as number;
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThanOrEqual(1_400);
    await Bun.sleep(420);
    expect([await take(), await take()]).toEqual([true, true]);
    client.close();
    await bus.close();
  });

  test("keeps failures for an hour, and never the names of whom they are about", async () => {
    const bus = await openBus({});
    const client = new RedisClient(url);
    await bus.countTry([{ family: "named", id: "192.0.2.1 ada@example.com", free: 5 }]);
    const keys = (await client.send("KEYS", [`${keyPrefix}failures:named:*`])) as string[];
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain("ada");
    const milliseconds = (await client.send("PTTL", keys)) as number;
    expect(milliseconds).toBeGreaterThan(59 * minuteMs);
    expect(milliseconds).toBeLessThanOrEqual(61 * minuteMs);
    client.close();
    await bus.close();
  });

  test("tells a Redis that has forgotten the script", async () => {
    const bus = await openBus({});
    const client = new RedisClient(url);
    await client.send("SCRIPT", ["FLUSH"]);
    const limit = { tokens: 1, windowMs: minuteMs };
    expect((await bus.take({ family: "flushed", id: "f" }, limit)).isAdmitted).toBe(true);
    expect((await bus.take({ family: "flushed", id: "f" }, limit)).isAdmitted).toBe(false);
    expect(bus.status()).toEqual(shared);
    client.close();
    await bus.close();
  });

  afterAll(removeKeys);
});

const shared = { mode: "shared", problem: "" } as const;

function openBus({ clock }: { clock?: { now(): number } }): Promise<RedisBus> {
  const local = new MemoryBus({ clock: clock ?? { now: Date.now }, bucketsMax: 10, failuresMax: 1_000 });
  const options = { url, keyPrefix, logger: silentLogger, commandMsMax: 5_000, retryMs: 1_000, local };
  return RedisBus.open(clock === undefined ? options : { ...options, clock });
}

async function removeKeys(): Promise<void> {
  const client = new RedisClient(url);
  const keys = (await client.send("KEYS", [`${keyPrefix}*`])) as string[];
  if (keys.length > 0) await client.send("DEL", keys);
  client.close();
}

async function canReach(address: string): Promise<boolean> {
  const client = new RedisClient(address, { autoReconnect: false, connectionTimeout: 1_000 });
  return client
    .send("PING", [])
    .then(
      () => true,
      () => false,
    )
    .finally(() => client.close());
}
