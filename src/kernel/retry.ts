/** Waiting times between attempts: exponential with full jitter, so that many waiters do not march in step. */
export interface BackOff {
  readonly firstMs: number;
  readonly ceilingMs: number;
  /** A number in [0, 1); a parameter so that tests own chance. */
  readonly random: () => number;
}

/** The wait before attempt `attempt` (1 is the first repetition): between half and all of the doubled time. */
export function backOffMs(backOff: BackOff, attempt: number): number {
  const full = Math.min(backOff.ceilingMs, backOff.firstMs * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * backOff.random();
}

/** Resolves after `ms`, or at once when the signal fires. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
