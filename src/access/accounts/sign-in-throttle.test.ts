import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryBus } from "../../bus/memory/memory-bus.ts";
import { minuteMs, secondMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import { SignInThrottle } from "./sign-in-throttle.ts";

let now = 1_000_000;
let throttle: SignInThrottle;

beforeEach(() => {
  now = 1_000_000;
  const clock = { now: () => now };
  throttle = new SignInThrottle(
    new MemoryBus({ clock, bucketsMax: 10, failuresMax: limits.signInThrottleKeysMax }),
  );
});

const ada = { address: "203.0.113.7", account: "ada@example.com" };
const pairTries = limits.signInTriesOfAccountFromAddress;

async function tryTimes(times: number, attempt: (index: number) => typeof ada): Promise<number[]> {
  const waits: number[] = [];
  for (let index = 0; index < times; index++) {
    const begun = await throttle.begin(attempt(index));
    waits.push(begun.ok ? 0 : begun.error);
  }
  return waits;
}

const isFree = async (attempt: typeof ada) => (await throttle.begin(attempt)).ok;

describe("an account from one address", () => {
  test("has its free tries at once, then waits that double up to a quarter of an hour", async () => {
    expect(await tryTimes(pairTries, () => ada)).toEqual(Array<number>(pairTries).fill(0));
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const begun = await throttle.begin(ada);
      expect(begun.ok).toBe(false);
      const seconds = begun.ok ? 0 : begun.error;
      waits.push(seconds);
      now += (seconds - 1) * secondMs;
      expect(await isFree(ada)).toBe(false);
      now += secondMs;
      expect(await isFree(ada)).toBe(true);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
  });

  test("starts anew after a success, and after an hour of rest", async () => {
    await tryTimes(pairTries - 1, () => ada);
    expect(await isFree(ada)).toBe(true);
    await throttle.succeeded(ada);
    expect(await tryTimes(pairTries, () => ada)).toEqual(Array<number>(pairTries).fill(0));
    expect(await isFree(ada)).toBe(false);
    now += 61 * minuteMs;
    expect(await tryTimes(pairTries, () => ada)).toEqual(Array<number>(pairTries).fill(0));
  });

  test("does not hold up another address, nor another account", async () => {
    await tryTimes(pairTries + 1, () => ada);
    expect(await isFree({ ...ada, address: "203.0.113.8" })).toBe(true);
    expect(await isFree({ ...ada, account: "eve@example.com" })).toBe(true);
  });
});

test("an account is guarded against many addresses", async () => {
  const free = limits.signInTriesOfAccount;
  const waits = await tryTimes(free + 1, (index) => ({ ...ada, address: `198.51.100.${index}` }));
  expect(waits).toEqual([...Array<number>(free).fill(0), 15]);
});

test("an address is guarded against trying many accounts, also when it signs in to its own in between", async () => {
  const free = limits.signInTriesOfAddress;
  const own = { ...ada, account: "own@example.com" };
  for (let index = 0; index < free; index++) {
    expect(await isFree({ ...ada, account: `a${index}@example.com` })).toBe(true);
    if (index === free - 1) break;
    expect(await isFree(own)).toBe(true);
    await throttle.succeeded(own);
  }
  expect(await isFree(own)).toBe(false);
});

test("the addresses of one IPv6 network count as one, and a mapped IPv4 address as itself", async () => {
  await tryTimes(pairTries, (index) => ({ ...ada, address: `2001:db8:1:2::${index}` }));
  expect(await isFree({ ...ada, address: "2001:db8:1:2:ffff::1" })).toBe(false);
  expect(await isFree({ ...ada, address: "2001:db8:1:3::1" })).toBe(true);
  await tryTimes(pairTries, () => ({ address: "::ffff:192.0.2.9", account: "eve@example.com" }));
  expect(await isFree({ address: "192.0.2.9", account: "eve@example.com" })).toBe(false);
});

test("memory is bounded; what failed last is remembered", async () => {
  await tryTimes(pairTries, () => ada);
  for (let index = 0; index < limits.signInThrottleKeysMax - 1; index++)
    await throttle.begin({
      address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      account: `a${index}`,
    });
  expect(await isFree(ada)).toBe(false);
  await throttle.begin({ address: "192.0.2.1", account: "one more" });
  await throttle.begin({ address: "192.0.2.2", account: "and more" });
  expect(await isFree(ada)).toBe(true);
});
