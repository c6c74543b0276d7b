/** One figure of the bench: what was measured, in each run, and what DESIGN §7 asks of it. */
export interface Measurement {
  readonly what: string;
  readonly unit: string;
  /** One value a run; the median speaks for them. */
  readonly runs: readonly number[];
  readonly budget?: Budget;
}

export interface Budget {
  readonly bound: "at least" | "at most" | "exactly";
  readonly value: number;
}

export interface BenchOptions {
  /** Fewer and shorter runs, for a look. */
  readonly quick: boolean;
  readonly runs: number;
}

/** A group of figures that are measured together. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  measure(options: BenchOptions): Promise<Measurement[]>;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  if (share === 0.5 && sorted.length % 2 === 0) {
    return (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
  }
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** Undefined where there is no budget. */
export function isWithinBudget({ runs, budget }: Measurement): boolean | undefined {
  if (budget === undefined) return undefined;
  const value = median(runs);
  switch (budget.bound) {
    case "at least":
      return value >= budget.value;
    case "at most":
      return value <= budget.value;
    case "exactly":
      // An exact figure has to be right every time.
      return runs.every((run) => run === budget.value);
  }
}
