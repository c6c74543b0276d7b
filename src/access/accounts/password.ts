import { z } from "zod";
import { limits } from "../../kernel/limits.ts";

/**
 * A password a person chooses: long rather than complicated, as NIST SP 800-63B advises. The bound above keeps
 * the hashing of it bounded. Letters that can be written in several ways in Unicode count as one.
 */
export const newPasswordSchema = z
  .string()
  .max(2 * limits.passwordCharsMax)
  .transform((password) => password.normalize("NFC"))
  .pipe(
    z
      .string()
      .min(limits.passwordCharsMin, `must have at least ${limits.passwordCharsMin} characters`)
      .max(limits.passwordCharsMax, `must have at most ${limits.passwordCharsMax} characters`),
  )
  .meta({ description: "A password", format: "password" });

/** A password that somebody claims to have; it only has to be bounded. */
export const givenPasswordSchema = z
  .string()
  .max(2 * limits.passwordCharsMax)
  .transform((password) => password.normalize("NFC"))
  .meta({ description: "The password", format: "password" });

/**
 * Hashes and checks passwords with argon2id. Each hashing takes 64 MiB and a tenth of a second of a core, so only a
 * few run at once and a bounded number waits: a flood of sign-ins takes neither the memory nor the processor from
 * the events.
 */
export class PasswordHasher {
  readonly #cost: PasswordCost;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #hashOfNobody: Promise<string> | null = null;

  constructor(cost: PasswordCost = standardCost) {
    this.#cost = cost;
  }

  /** Null when too many wait. */
  async hash(password: string): Promise<string | null> {
    return this.#inTurn(() => Bun.password.hash(password, this.#cost));
  }

  /**
   * Whether the password belongs to the hash; null when too many wait. Without a hash (an unknown account, or one
   * without a password) the same work is done, so that the time does not tell which accounts there are.
   */
  async verify(password: string, hash: string | null): Promise<boolean | null> {
    this.#hashOfNobody ??= Bun.password.hash(crypto.randomUUID(), this.#cost);
    const compared = hash ?? (await this.#hashOfNobody);
    const isRight = await this.#inTurn(() => Bun.password.verify(password, compared));
    return isRight === null ? null : isRight && hash !== null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#running >= limits.passwordHashesAtOnce) {
      if (this.#waiting.length >= limits.passwordHashesWaitingMax) return null;
      // Whoever ends hands its place over, so `#running` does not change in between.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

export interface PasswordCost {
  readonly algorithm: "argon2id";
  /** KiB. */
  readonly memoryCost: number;
  readonly timeCost: number;
}

const standardCost: PasswordCost = { algorithm: "argon2id", memoryCost: 64 * 1024, timeCost: 2 };
