/** What a load generator does; plain data, because it goes to another process. */
export interface LoadPlan {
  readonly url: string;
  readonly door: "collect" | "events-batch";
  readonly eventsPerRequest: number;
  readonly connections: number;
  /**
   * Null: each connection sends as soon as it has its answer. Else requests leave at this rate, and one
   * that has to wait for a free connection has waited from the moment it was due.
   */
  readonly eventsPerSecond: number | null;
  /** Not measured: connections open, code gets compiled. */
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly seed: number;
  /** Sent with every request, such as a key. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came of it. Times are of requests that were answered 2xx while it was measured. */
export interface LoadResult {
  /** Events of 2xx answers, the warm-up's included: what has to be found in the store. */
  readonly acceptedEvents: number;
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly requests: number;
  /** Answers that were no 2xx, by status; 0 stands for connections that were lost. */
  readonly failures: Readonly<Record<string, number>>;
}

export type FromGenerator =
  | { readonly kind: "progress"; readonly acceptedEvents: number; readonly waitingRequests: number }
  | { readonly kind: "result"; readonly result: LoadResult };
