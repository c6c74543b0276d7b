import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { RedisProcess } from "../../../test/harness/redis-process.ts";
import { minuteMs, secondMs } from "../../kernel/clock.ts";
import { type LogFacts, type Logger, silentLogger } from "../../kernel/logger.ts";
import { MemoryBus } from "../memory/memory-bus.ts";
import { RedisBus } from "./redis-bus.ts";

/*
 * A Redis of this test's own, which is killed, stopped and started again: limits go on, each process counts
 * for itself, nobody waits, and the operator reads one line about it.
 */

describe.skipIf(!RedisProcess.isInstalled)("when Redis is away (needs redis-server in the path)", () => {
  const limit = { tokens: 3, windowMs: 15 * minuteMs };
  let redis: RedisProcess;
  let bus: RedisBus;
  let lines: string[];

  beforeEach(async () => {
    redis = await RedisProcess.start();
    lines = [];
  });

  afterEach(async () => {
    await bus.close();
    await redis.kill();
  });

  test("a killed one is replaced by buckets in the process, and taken up again", async () => {
    bus = await openBus();
    expect(await admitted(5)).toBe(3);
    await redis.kill();
    expect(await admitted(5)).toBe(3);
    expect(await admitted(5)).toBe(0);
    expect(bus.status()).toMatchObject({
      mode: "alone",
      problem: expect.stringContaining("Redis cannot be reached"),
    });
    await redis.startAgain();
    await until(() => bus.status().mode === "shared");
    // Redis was started empty, so its bucket is full.
    expect(await admitted(5)).toBe(3);
    expect(lines).toEqual(["info Redis answers", "warn Redis cannot be reached", "info Redis answers"]);
  });

  test("a silent one holds up whoever asks for the time of one command, and later ones not at all", async () => {
    bus = await openBus();
    expect(await admitted(1)).toBe(1);
    redis.signal("SIGSTOP");
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 50 }, () => bus.take(bucket, limit)));
    expect(performance.now() - startedAt).toBeLessThan(secondMs);
    expect(answers.filter(({ isAdmitted }) => isAdmitted)).toHaveLength(3);
    // At once, and not by a promise.
    expect(bus.take(bucket, limit)).toMatchObject({ isAdmitted: false });
    redis.signal("SIGCONT");
    await until(() => bus.status().mode === "shared");
    expect(bus.take(bucket, limit)).toBeInstanceOf(Promise);
  });

  test("a pause of this process itself is not taken for one of Redis", async () => {
    bus = await openBus();
    const asked = bus.take(bucket, limit);
    // Longer than a command may take, and nothing is read meanwhile.
    Bun.sleepSync(400);
    expect((await asked).isAdmitted).toBe(true);
    expect(bus.status().mode).toBe("shared");
    expect(await admitted(5)).toBe(2);
  });

  test("one that is not there at the start is taken up when it comes", async () => {
    await redis.kill();
    bus = await openBus();
    expect(bus.status().mode).toBe("alone");
    expect(await admitted(5)).toBe(3);
    await redis.startAgain();
    await until(() => bus.status().mode === "shared");
    expect(lines).toEqual(["warn Redis cannot be reached", "info Redis answers"]);
  });

  test("one that refuses to write is the same, and says why", async () => {
    bus = await openBus();
    await redis.command("REPLICAOF", "127.0.0.1", "1");
    expect(await admitted(5)).toBe(3);
    expect(bus.status()).toMatchObject({ mode: "alone", problem: expect.stringContaining("READONLY") });
    await redis.command("REPLICAOF", "NO", "ONE");
    expect(await admitted(5)).toBe(3);
    expect(bus.status().mode).toBe("shared");
    expect(lines).toEqual(["info Redis answers", "warn Redis refuses"]);
  });

  test("those who guess gain nothing by it: what was tried here is known here, and while it is away as well", async () => {
    bus = await openBus();
    const another = await openBus();
    const tries = [{ family: "pair", id: "x", free: 3 }];
    const goOn = async (one: RedisBus) => {
      let times = 0;
      while ((await one.countTry(tries)) === 0) times++;
      return times;
    };
    expect([await goOn(bus), await goOn(another)]).toEqual([3, 0]);
    await redis.kill();
    expect(await goOn(bus)).toBe(0);
    // The other process has seen none of them; alone, it knows only its own.
    expect(await goOn(another)).toBe(3);
    await redis.startAgain();
    await until(() => bus.status().mode === "shared" && another.status().mode === "shared");
    // Redis came back empty.
    expect([await goOn(bus), await goOn(another)]).toEqual([0, 0]);
    await bus.forgive(tries, []);
    expect(await goOn(bus)).toBe(3);
    await another.close();
  });

  const bucket = { family: "away", id: "a" };

  async function admitted(times: number): Promise<number> {
    const answers = await Promise.all(Array.from({ length: times }, () => bus.take(bucket, limit)));
    return answers.filter(({ isAdmitted }) => isAdmitted).length;
  }

  function openBus(): Promise<RedisBus> {
    return RedisBus.open({
      url: redis.url,
      keyPrefix: "t:",
      logger: recordingLogger(lines),
      commandMsMax: 200,
      retryMs: 50,
      local: new MemoryBus({ clock: { now: Date.now }, bucketsMax: 100, failuresMax: 1_000 }),
    });
  }
});

function recordingLogger(lines: string[]): Logger {
  const record = (level: string) => (message: string, _facts?: LogFacts) =>
    void lines.push(`${level} ${message}`);
  return { ...silentLogger, info: record("info"), warn: record("warn"), error: record("error") };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 15 * secondMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("not within 15 s");
    await Bun.sleep(20);
  }
}
