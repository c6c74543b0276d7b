import type { Clock, EpochMs } from "../../kernel/clock.ts";
import { sleep } from "../../kernel/retry.ts";

/** How often the child is asked whether it answers, and how long it may not. */
export interface PulseLimits {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** After so many questions in a row without an answer it counts as silent, and after so many as hung. */
  readonly silentAfter: number;
  readonly hungAfter: number;
}

/**
 * Questions are counted rather than time, so that a machine that slept does not kill its store. `SELECT 1`
 * needs neither disk nor memory to speak of, and a store that is merely busy answers it in milliseconds.
 */
export const pulseLimits: PulseLimits = { intervalMs: 2_000, timeoutMs: 5_000, silentAfter: 2, hungAfter: 6 };

export interface PulseOptions {
  readonly limits: PulseLimits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether it answered within that time; any answer counts, an error too. */
  ask(timeoutMs: number): Promise<boolean>;
  onSilent(silentMs: number): void;
  onAnswer(): void;
}

/** Watches until the signal fires (false) or the child has hung for too long (true). */
export async function watchPulse(options: PulseOptions): Promise<boolean> {
  const { limits, clock, signal } = options;
  let unanswered = 0;
  let lastAnswerAt: EpochMs = clock.now();
  while (!signal.aborted) {
    if (unanswered === 0) await sleep(limits.intervalMs, signal);
    const answered = await options.ask(limits.timeoutMs);
    if (signal.aborted) break;
    if (answered) {
      if (unanswered >= limits.silentAfter) options.onAnswer();
      unanswered = 0;
      lastAnswerAt = clock.now();
      continue;
    }
    unanswered++;
    if (unanswered >= limits.silentAfter) options.onSilent(clock.now() - lastAnswerAt);
    if (unanswered >= limits.hungAfter) return true;
  }
  return false;
}
