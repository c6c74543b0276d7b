import type { Bus } from "../../bus/bus.ts";
import type { CountedTry } from "../../bus/failure-count.ts";
import { secondMs } from "../../kernel/clock.ts";
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
 * at the same time gain nothing, and it counts unknown accounts like others. Processes that share a bus count together.
 */
export class SignInThrottle {
  readonly #bus: Pick<Bus, "countTry" | "forgive">;

  constructor(bus: Pick<Bus, "countTry" | "forgive">) {
    this.#bus = bus;
  }

  /** Counts the attempt as failed until `succeeded` says otherwise; or says after how many seconds to come again. */
  async begin(attempt: Attempt): Promise<Result<void, number>> {
    const { pair, account, address } = countsOf(attempt);
    const waitMs = await this.#bus.countTry([pair, account, address]);
    return waitMs > 0 ? err(Math.ceil(waitMs / secondMs)) : ok(undefined);
  }

  /** The account's failures are forgotten; the address only gets this one try back, or its own account would wash it clean. */
  async succeeded(attempt: Attempt): Promise<void> {
    const { pair, account, address } = countsOf(attempt);
    await this.#bus.forgive([pair, account], [address]);
  }
}

function countsOf({ address, account }: Attempt): Record<"pair" | "account" | "address", CountedTry> {
  const group = addressBlock(address);
  return {
    pair: {
      family: "sign-in-pair",
      id: `${group} ${account}`,
      free: limits.signInTriesOfAccountFromAddress,
    },
    account: { family: "sign-in-account", id: account, free: limits.signInTriesOfAccount },
    address: { family: "sign-in-address", id: group, free: limits.signInTriesOfAddress },
  };
}
