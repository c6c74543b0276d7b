import { z } from "zod";
import { secondMs } from "../../kernel/clock.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import { type BackOff, backOffMs, sleep } from "../../kernel/retry.ts";

/** What the server did with one batch. */
export interface BatchAnswer {
  readonly accepted: number;
  /** In the store already. */
  readonly duplicate: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly code: string;
    readonly field: string | null;
  }[];
  readonly filtered: number;
  /** An earlier attempt may have been taken without our hearing of it. */
  readonly wasResent: boolean;
}

const batchAnswer = z.object({
  accepted: z.number(),
  duplicate: z.number(),
  rejected: z.array(z.object({ index: z.number(), code: z.string(), field: z.string().nullable() })),
  filtered: z.number(),
});

const verdictCounts = z.object({
  stored: z.number(),
  duplicate: z.number(),
  rejected: z.record(z.string(), z.number()),
  isLoaded: z.boolean(),
  seq: z.number(),
});
export type IngestionState = z.infer<typeof verdictCounts>;

export interface ImportClientOptions {
  readonly url: string;
  readonly key?: string | undefined;
  /** Ends waiting between attempts; a request that is under way is still heard out. */
  readonly signal: AbortSignal;
  readonly backOff: BackOff;
  /** Called before each pause with what the server said. */
  readonly onWait: (why: string) => void;
}

/**
 * Talks to the server. A batch is sent until it is answered: the ids of its events are fixed, so one
 * that arrives twice is stored once. Failures are sentences for the person who imports.
 */
export class ImportClient {
  readonly #options: ImportClientOptions;

  constructor(options: ImportClientOptions) {
    this.#options = options;
  }

  /**
   * `seqBefore`: see the operation; undefined to search the whole store for events that are known.
   * `patienceMs`: for how long it is tried before it is given up.
   */
  async send(
    body: string,
    seqBefore: number | undefined,
    patienceMs: number,
  ): Promise<Result<BatchAnswer, string>> {
    const request = { method: "POST", headers: { "Content-Type": "application/json" }, body };
    const query = seqBefore === undefined ? "" : `?seqBefore=${seqBefore}`;
    const sent = await this.#fetchPatiently(`/api/v1/events/import${query}`, request, patienceMs);
    if (!sent.ok) return sent;
    const answer = batchAnswer.safeParse(sent.value.json);
    return answer.success
      ? ok({ ...answer.data, wasResent: sent.value.wasResent })
      : err(this.#notTidemark());
  }

  /** The project's counters; waits up to `waitMs` until everything accepted is loaded and counted. */
  async ingestion(waitMs: number, patienceMs: number): Promise<Result<IngestionState, string>> {
    const got = await this.#fetchPatiently(
      `/api/v1/ingestion?waitMs=${waitMs}`,
      { method: "GET" },
      patienceMs,
    );
    if (!got.ok) return got;
    const state = verdictCounts.safeParse(got.value.json);
    return state.success ? ok(state.data) : err(this.#notTidemark());
  }

  async #fetchPatiently(
    path: string,
    request: RequestInit,
    patienceMs: number,
  ): Promise<Result<Answered, string>> {
    const { backOff, signal, onWait } = this.#options;
    const giveUpAt = performance.now() + patienceMs;
    let wasResent = false;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#fetchOnce(path, request);
      if (outcome.kind === "answered") return ok({ json: outcome.json, wasResent });
      if (signal.aborted) return err("interrupted");
      if (outcome.kind === "refused") return err(outcome.why);
      wasResent ||= outcome.mayHaveArrived;
      const pauseMs = Math.max(outcome.retryAfterMs, backOffMs(backOff, attempt));
      if (performance.now() + pauseMs > giveUpAt)
        return err(`${outcome.why}; given up after ${attempt} attempts`);
      onWait(outcome.why);
      await sleep(pauseMs, signal);
    }
  }

  async #fetchOnce(path: string, request: RequestInit): Promise<Outcome> {
    const { url, key } = this.#options;
    const headers = new Headers(request.headers);
    if (key !== undefined) headers.set("Authorization", `Bearer ${key}`);
    try {
      const response = await fetch(url + path, {
        ...request,
        headers,
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      const json = await response.json().catch(() => null);
      if (response.ok) return { kind: "answered", json };
      const why = `${url} answers ${response.status}: ${messageIn(json)}`;
      if (!mayPass(response.status)) return { kind: "refused", why };
      return {
        kind: "away",
        why,
        retryAfterMs: retryAfterMs(response.headers),
        mayHaveArrived: response.status >= 500,
      };
    } catch (cause) {
      const why = `${url} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`;
      return { kind: "away", why, retryAfterMs: 0, mayHaveArrived: true };
    }
  }

  #notTidemark(): string {
    return `${this.#options.url} gives an answer that is not Tidemark's; is it the right address?`;
  }
}

interface Answered {
  readonly json: unknown;
  readonly wasResent: boolean;
}

type Outcome =
  | { readonly kind: "answered"; readonly json: unknown }
  | { readonly kind: "refused"; readonly why: string }
  | {
      readonly kind: "away";
      readonly why: string;
      readonly retryAfterMs: number;
      readonly mayHaveArrived: boolean;
    };

/** Longer than the server lets a request take. */
const requestTimeoutMs = 60 * secondMs;

function mayPass(status: number): boolean {
  return status === 429 || status >= 500;
}

function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get("retry-after") ?? 0);
  return Number.isFinite(seconds) ? seconds * secondMs : 0;
}

/** The sentence of our error shape. */
function messageIn(json: unknown): string {
  const said = z.object({ error: z.object({ message: z.string() }) }).safeParse(json);
  return said.success ? said.data.error.message : "no reason given";
}
