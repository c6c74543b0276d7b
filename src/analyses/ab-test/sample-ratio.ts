import { chiSquareTail } from "./distributions.ts";

export interface SampleRatio {
  readonly chiSquare: number;
  readonly pValue: number;
  readonly isMismatch: boolean;
}

/** Common in the trade: with the usual 5 % one sound test in twenty would be called broken. */
const mismatchBelow = 0.001;

/** Whether visitors came to the variants in the stated ratio; null with fewer than two variants or no visitors. */
export function sampleRatio(counts: readonly number[], weights: readonly number[]): SampleRatio | null {
  const visitors = sum(counts);
  if (counts.length < 2 || visitors === 0) return null;
  const total = sum(weights);
  const chiSquare = sum(
    counts.map((count, index) => {
      const expected = (visitors * weights[index]!) / total;
      return (count - expected) ** 2 / expected;
    }),
  );
  const pValue = chiSquareTail(chiSquare, counts.length - 1);
  return { chiSquare, pValue, isMismatch: pValue < mismatchBelow };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
