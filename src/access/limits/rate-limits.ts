import type { BucketLimit, Bus, Taken } from "../../bus/bus.ts";
import { minuteMs } from "../../kernel/clock.ts";
import { addressBlock, isThisMachine } from "./address-block.ts";

/**
 * What a request counts as: events that come in; questions and everything else of the two dialects whose
 * documents state a limit of their own; and of all the others.
 */
export type RateBudget = "ingest" | "read" | "reports" | "platform";

/** Who sends a request, as far as it matters here. */
export type RateSubject =
  | {
      readonly kind: "key" | "token" | "user";
      /** Unique among all of its kind. */
      readonly id: string;
      /** What was chosen for it, or for its project; the first one that says something counts. */
      readonly chosen: readonly ChosenRates[];
    }
  /** Nobody that is known: open mode, public operations, wrong credentials. */
  | { readonly kind: "address"; readonly address: string };

/** Requests a minute; null: not chosen. */
export interface ChosenRates {
  readonly ingestPerMinute: number | null;
  readonly readsPerMinute: number | null;
}

/** The limits of those for whom nothing was chosen. */
export interface RateDefaults {
  /** Of a key, token or person. */
  readonly ingest: BucketLimit;
  readonly read: BucketLimit;
  /** Of a key or token, at the dialects that document one. */
  readonly reports: BucketLimit;
  readonly platform: BucketLimit;
  /** Of an address, without credentials. */
  readonly addressIngest: BucketLimit;
  readonly addressRead: BucketLimit;
}

export interface RateVerdict extends Taken {
  readonly limit: BucketLimit;
}

/** Decides whether a request is one too many. */
export class RateLimits {
  readonly #bus: Pick<Bus, "take">;
  readonly #defaults: RateDefaults;

  constructor(options: { bus: Pick<Bus, "take">; defaults: RateDefaults }) {
    this.#bus = options.bus;
    this.#defaults = options.defaults;
  }

  /** Counts the request. Null: it is not limited. At once where the buckets are in this process. */
  take(subject: RateSubject, budget: RateBudget): RateVerdict | null | Promise<RateVerdict> {
    if (subject.kind === "address") return this.#takeForAddress(subject.address, budget);
    const { family, limit } = this.limitOf(subject, budget);
    return this.#take(bucketFamilies[subject.kind][family], subject.id, limit);
  }

  /** Which limit counts, and which requests share it. */
  limitOf(
    subject: Exclude<RateSubject, { kind: "address" }>,
    budget: RateBudget,
  ): { readonly family: RateBudget; readonly limit: BucketLimit } {
    if (budget === "ingest") {
      const chosen = firstChosen(subject.chosen, "ingestPerMinute");
      return { family: "ingest", limit: chosen ?? this.#defaults.ingest };
    }
    const chosen = firstChosen(subject.chosen, "readsPerMinute");
    if (chosen !== null) return { family: "read", limit: chosen };
    // What the documents limit is keys. A person looks at pages that ask twenty questions each.
    const family = subject.kind === "user" ? "read" : budget;
    return { family, limit: this.#defaults[family] };
  }

  #takeForAddress(address: string, budget: RateBudget): RateVerdict | null | Promise<RateVerdict> {
    if (isThisMachine(address)) return null;
    const isIngest = budget === "ingest";
    const limit = isIngest ? this.#defaults.addressIngest : this.#defaults.addressRead;
    return this.#take(isIngest ? "address-ingest" : "address-read", addressBlock(address), limit);
  }

  #take(family: string, id: string, limit: BucketLimit): RateVerdict | Promise<RateVerdict> {
    const taken = this.#bus.take({ family, id }, limit);
    return taken instanceof Promise
      ? taken.then((shared) => withLimit(shared, limit))
      : withLimit(taken, limit);
  }
}

/** Field by field: in front of every event, spreading cost more than taking. */
function withLimit(
  { isAdmitted, remaining, retryAfterMs, fullAfterMs }: Taken,
  limit: BucketLimit,
): RateVerdict {
  return { isAdmitted, remaining, retryAfterMs, fullAfterMs, limit };
}

const bucketFamilies = {
  key: familiesOf("key"),
  token: familiesOf("token"),
  user: familiesOf("user"),
};

function familiesOf(kind: "key" | "token" | "user"): Readonly<Record<RateBudget, string>> {
  return {
    ingest: `${kind}-ingest`,
    read: `${kind}-read`,
    reports: `${kind}-reports`,
    platform: `${kind}-platform`,
  };
}

function firstChosen(chosen: readonly ChosenRates[], field: keyof ChosenRates): BucketLimit | null {
  for (const rates of chosen) {
    const tokens = rates[field];
    if (tokens !== null) return { tokens, windowMs: minuteMs };
  }
  return null;
}
