import { type Clock, type EpochMs, minuteMs, secondMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import { addressBlock } from "../limits/address-block.ts";

/** Who tries: the address it comes from, and whom it claims to be (any text). */
export interface Attempt {
  readonly address: string;
  readonly account: string;
}

/**
 * Slows down guessing. Three counts of failures: of an account from one address, of an account from everywhere,
 * and of an address over all accounts. Past its free tries each failure doubles the wait, up to a quarter of an hour,
 * so that a stranger can hold up an account only that long. It counts before the password is checked, so attempts
 * at the same time gain nothing, and it counts unknown accounts like others. In memory, of this process.
 */
export class SignInThrottle {
  readonly #pairs: FailureCounts;
  readonly #accounts: FailureCounts;
  readonly #addresses: FailureCounts;

  constructor(clock: Clock) {
    this.#pairs = new FailureCounts(clock, limits.signInTriesOfAccountFromAddress);
    this.#accounts = new FailureCounts(clock, limits.signInTriesOfAccount);
    this.#addresses = new FailureCounts(clock, limits.signInTriesOfAddress);
  }

  /** Counts the attempt as failed until `succeeded` says otherwise; or says after how many seconds to come again. */
  begin(attempt: Attempt): Result<void, number> {
    const counts = this.#countsOf(attempt);
    const waitMs = Math.max(...counts.map(([failures, key]) => failures.waitMs(key)));
    if (waitMs > 0) return err(Math.ceil(waitMs / secondMs));
    for (const [failures, key] of counts) failures.add(key);
    return ok(undefined);
  }

  /** The account's failures are forgotten; the address only gets this one try back, or its own account would wash it clean. */
  succeeded(attempt: Attempt): void {
    const [[pairs, pair], [accounts, account], [addresses, address]] = this.#countsOf(attempt);
    pairs.forget(pair);
    accounts.forget(account);
    addresses.giveBack(address);
  }

  #countsOf({ address, account }: Attempt) {
    const group = addressBlock(address);
    return [
      [this.#pairs, `${group} ${account}`],
      [this.#accounts, account],
      [this.#addresses, group],
    ] as const;
  }
}

interface Failures {
  readonly count: number;
  readonly lastAt: EpochMs;
}

class FailureCounts {
  readonly #clock: Clock;
  readonly #free: number;
  /** In the order of their last failure, so the first is the one to give up. */
  readonly #byKey = new Map<string, Failures>();

  constructor(clock: Clock, free: number) {
    this.#clock = clock;
    this.#free = free;
  }

  waitMs(key: string): number {
    const { count, lastAt } = this.#read(key);
    if (count < this.#free) return 0;
    const penaltyMs = Math.min(penaltyMsMax, penaltyMsMin * 2 ** (count - this.#free));
    return Math.max(0, lastAt + penaltyMs - this.#clock.now());
  }

  add(key: string): void {
    const { count } = this.#read(key);
    this.#byKey.delete(key);
    this.#byKey.set(key, { count: count + 1, lastAt: this.#clock.now() });
    if (this.#byKey.size <= limits.signInThrottleKeysMax) return;
    const [oldest] = this.#byKey.keys();
    this.#byKey.delete(oldest!);
  }

  giveBack(key: string): void {
    const { count, lastAt } = this.#read(key);
    if (count > 0) this.#byKey.set(key, { count: count - 1, lastAt });
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }

  #read(key: string): Failures {
    const failures = this.#byKey.get(key);
    const isOver = failures === undefined || this.#clock.now() - failures.lastAt > memoryMs;
    return isOver ? { count: 0, lastAt: 0 } : failures;
  }
}

const penaltyMsMin = 15 * secondMs;
const penaltyMsMax = 15 * minuteMs;
const memoryMs = 60 * minuteMs;
