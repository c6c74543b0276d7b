import { SeededRandom } from "./random.ts";

/** The text of those tried that took longest, and how long. */
export interface Slowest {
  readonly text: string;
  readonly tookMs: number;
}

export interface SlowTextOptions {
  readonly seed: number;
  /** What texts are made of; the characters that the tested code looks for belong in here. */
  readonly pieces: readonly string[];
  readonly charsMax: number;
  /** Nothing longer is tried with what took so long. */
  readonly enoughMs: number;
}

/**
 * Looks for a text that makes `run` slow: short sequences of pieces, repeated, with something that does
 * not fit at the end. They grow by half in each step, so that what is exponential is noticed at thirty
 * characters and not at thirty thousand.
 */
export function slowestText(run: (text: string) => unknown, options: SlowTextOptions): Slowest {
  const random = new SeededRandom(options.seed);
  const pick = () => random.pick(options.pieces);
  let slowest: Slowest = { text: "", tookMs: 0 };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const prefix = attempt % 3 === 0 ? "" : pick();
    const pump = Array.from({ length: random.whole(1, 3) }, pick).join("");
    const suffix = attempt % 2 === 0 ? "\u0001" : `\n${pick()}`;
    const found = grow(run, (chars) => prefix + repeat(pump, chars) + suffix, options);
    if (found.tookMs > slowest.tookMs) slowest = found;
    if (slowest.tookMs > options.enoughMs) break;
  }
  return slowest;
}

function grow(
  run: (text: string) => unknown,
  make: (chars: number) => string,
  { charsMax, enoughMs }: SlowTextOptions,
): Slowest {
  let text = "";
  let tookMs = 0;
  for (let chars = 20; chars < charsMax * 1.5 && tookMs <= enoughMs; chars *= 1.5) {
    text = make(Math.min(chars, charsMax));
    tookMs = timeOf(run, text);
    // Once more, because the machine may have been busy elsewhere.
    if (tookMs > enoughMs) tookMs = Math.min(tookMs, timeOf(run, text));
  }
  return { text, tookMs };
}

function timeOf(run: (text: string) => unknown, text: string): number {
  const startedAt = performance.now();
  run(text);
  return performance.now() - startedAt;
}

function repeat(pump: string, chars: number): string {
  return pump.repeat(Math.ceil(chars / pump.length)).slice(0, Math.floor(chars));
}

const attempts = 150;
