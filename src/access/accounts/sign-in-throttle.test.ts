import { beforeEach, describe, expect, test } from "bun:test";
import { minuteMs, secondMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import { SignInThrottle } from "./sign-in-throttle.ts";

let now = 1_000_000;
let throttle: SignInThrottle;

beforeEach(() => {
  now = 1_000_000;
  throttle = new SignInThrottle({ now: () => now });
});

const ada = { address: "203.0.113.7", account: "ada@example.com" };
const pairTries = limits.signInTriesOfAccountFromAddress;

function tryTimes(times: number, attempt: (index: number) => typeof ada): number[] {
  return Array.from({ length: times }, (_, index) => {
    const begun = throttle.begin(attempt(index));
    return begun.ok ? 0 : begun.error;
  });
}

describe("an account from one address", () => {
  test("has its free tries at once, then waits that double up to a quarter of an hour", () => {
    expect(tryTimes(pairTries, () => ada)).toEqual(Array<number>(pairTries).fill(0));
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const begun = throttle.begin(ada);
      expect(begun.ok).toBe(false);
      const seconds = begun.ok ? 0 : begun.error;
      waits.push(seconds);
      now += (seconds - 1) * secondMs;
      expect(throttle.begin(ada).ok).toBe(false);
      now += secondMs;
      expect(throttle.begin(ada).ok).toBe(true);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
  });

  test("starts anew after a success, and after an hour of rest", () => {
    tryTimes(pairTries - 1, () => ada);
    expect(throttle.begin(ada).ok).toBe(true);
    throttle.succeeded(ada);
    expect(tryTimes(pairTries, () => ada)).toEqual(Array<number>(pairTries).fill(0));
    expect(throttle.begin(ada).ok).toBe(false);
    now += 61 * minuteMs;
    expect(tryTimes(pairTries, () => ada)).toEqual(Array<number>(pairTries).fill(0));
  });

  test("does not hold up another address, nor another account", () => {
    tryTimes(pairTries + 1, () => ada);
    expect(throttle.begin({ ...ada, address: "203.0.113.8" }).ok).toBe(true);
    expect(throttle.begin({ ...ada, account: "eve@example.com" }).ok).toBe(true);
  });
});

test("an account is guarded against many addresses", () => {
  const free = limits.signInTriesOfAccount;
  const waits = tryTimes(free + 1, (index) => ({ ...ada, address: `198.51.100.${index}` }));
  expect(waits).toEqual([...Array<number>(free).fill(0), 15]);
});

test("an address is guarded against trying many accounts, also when it signs in to its own in between", () => {
  const free = limits.signInTriesOfAddress;
  const own = { ...ada, account: "own@example.com" };
  for (let index = 0; index < free; index++) {
    expect(throttle.begin({ ...ada, account: `a${index}@example.com` }).ok).toBe(true);
    if (index === free - 1) break;
    expect(throttle.begin(own).ok).toBe(true);
    throttle.succeeded(own);
  }
  expect(throttle.begin(own).ok).toBe(false);
});

test("the addresses of one IPv6 network count as one, and a mapped IPv4 address as itself", () => {
  tryTimes(pairTries, (index) => ({ ...ada, address: `2001:db8:1:2::${index}` }));
  expect(throttle.begin({ ...ada, address: "2001:db8:1:2:ffff::1" }).ok).toBe(false);
  expect(throttle.begin({ ...ada, address: "2001:db8:1:3::1" }).ok).toBe(true);
  tryTimes(pairTries, () => ({ address: "::ffff:192.0.2.9", account: "eve@example.com" }));
  expect(throttle.begin({ address: "192.0.2.9", account: "eve@example.com" }).ok).toBe(false);
});

test("memory is bounded; what failed last is remembered", () => {
  tryTimes(pairTries, () => ada);
  for (let index = 0; index < limits.signInThrottleKeysMax - 1; index++)
    throttle.begin({
      address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      account: `a${index}`,
    });
  expect(throttle.begin(ada).ok).toBe(false);
  throttle.begin({ address: "192.0.2.1", account: "one more" });
  throttle.begin({ address: "192.0.2.2", account: "and more" });
  expect(throttle.begin(ada).ok).toBe(true);
});
