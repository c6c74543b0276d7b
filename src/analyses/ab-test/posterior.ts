import { betaQuantile } from "./distributions.ts";
import type { Interval, Proportion } from "./proportions.ts";

/** What is known of a variant's rate after the test, beginning with nothing known: Beta(1 + hits, 1 + misses). */
export interface Posterior {
  readonly probabilityToBeBest: number;
  /** The mean of what the best rate is higher than this one. */
  readonly expectedLoss: number;
}

export function credibleInterval({ hits, size }: Proportion, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  const [alpha, beta] = [1 + hits, 1 + size - hits];
  return { low: betaQuantile(tail, alpha, beta), high: betaQuantile(1 - tail, alpha, beta) };
}

/**
 * By integration over a grid that is fine wherever one of the densities is: with F the distribution functions,
 * P(i is best) = ∫ f_i ∏ F_j and the expected loss of i = ∫ F_i (1 − ∏ F_j), j ≠ i. Densities are taken
 * relative to their mode and normalised on the grid, so no gamma functions of large numbers are needed;
 * everything is integrated by Simpson's rule.
 */
export function posteriors(rates: readonly Proportion[]): Posterior[] {
  const betas = rates.map(({ hits, size }): Beta => ({ alpha: 1 + hits, beta: 1 + size - hits }));
  const grid = gridOf(betas);
  const curves = betas.map((beta) => curveOf(beta, grid));
  const found = curves.map(() => ({ probabilityToBeBest: 0, expectedLoss: 0 }));
  for (const [cell, start] of grid.slice(0, -1).entries()) {
    for (const [place, weight] of simpson) {
      const share = ((grid[cell + 1]! - start) * weight) / 6;
      const below = curves.map((curve) => curve.below[place][cell]!);
      for (const [index, others] of productsOfOthers(below).entries()) {
        found[index]!.probabilityToBeBest += share * curves[index]!.density[place][cell]! * others;
        found[index]!.expectedLoss += share * below[index]! * (1 - others);
      }
    }
  }
  return found;
}

interface Beta {
  readonly alpha: number;
  readonly beta: number;
}

/** Where in a cell of the grid: its start, its middle, its end. */
type Place = "start" | "middle" | "end";
type AtPlaces = Readonly<Record<Place, readonly number[]>>;

const simpson: readonly (readonly [Place, number])[] = [
  ["start", 1],
  ["middle", 4],
  ["end", 1],
];

interface Curve {
  readonly density: AtPlaces;
  /** The distribution function. */
  readonly below: AtPlaces;
}

const cellsPerCurve = 200;
/** Standard deviations around the mean; a posterior of no hits falls off as slowly as e^−x. */
const reach = 40;

/** Points of all curves: dense around each mean, wider and wider towards the tails. */
function gridOf(betas: readonly Beta[]): number[] {
  const points = new Set([0, 1]);
  for (const { alpha, beta } of betas) {
    const sum = alpha + beta;
    const mean = alpha / sum;
    const deviation = Math.sqrt((mean * (1 - mean)) / (sum + 1));
    const most = Math.asinh(reach);
    for (let step = 0; step <= cellsPerCurve; step++) {
      const point = mean + deviation * Math.sinh(most * ((2 * step) / cellsPerCurve - 1));
      if (point > 0 && point < 1) points.add(point);
    }
  }
  return [...points].toSorted((a, b) => a - b);
}

function curveOf(beta: Beta, grid: readonly number[]): Curve {
  const ends = grid.slice(1);
  const start = grid.slice(0, -1).map((x) => relativeDensity(beta, x));
  const end = ends.map((x) => relativeDensity(beta, x));
  const middle = ends.map((x, cell) => relativeDensity(beta, (grid[cell]! + x) / 2));
  const below: Record<Place, number[]> = { start: [], middle: [], end: [] };
  let sum = 0;
  for (const [cell, x] of ends.entries()) {
    const width = x - grid[cell]!;
    const [f0, f1, f2] = [start[cell]!, middle[cell]!, end[cell]!];
    below.start.push(sum);
    // The integral of the same parabola up to the middle of the cell.
    below.middle.push(sum + (width / 24) * (5 * f0 + 8 * f1 - f2));
    sum += (width / 6) * (f0 + 4 * f1 + f2);
    below.end.push(sum);
  }
  const normal = (values: readonly number[]) => values.map((value) => value / sum);
  return {
    density: { start: normal(start), middle: normal(middle), end: normal(end) },
    below: { start: normal(below.start), middle: normal(below.middle), end: normal(below.end) },
  };
}

/** 1 at the mode. */
function relativeDensity({ alpha, beta }: Beta, x: number): number {
  const [hits, misses] = [alpha - 1, beta - 1];
  const mode = hits + misses === 0 ? 0.5 : hits / (hits + misses);
  const low = hits === 0 ? 0 : hits * (Math.log(x) - Math.log(mode));
  const high = misses === 0 ? 0 : misses * (Math.log1p(-x) - Math.log1p(-mode));
  return Math.exp(low + high);
}

/** For each factor the product of all others, without dividing: factors may be 0. */
function productsOfOthers(factors: readonly number[]): number[] {
  const products = factors.map(() => 1);
  let before = 1;
  for (const [index, factor] of factors.entries()) {
    products[index]! *= before;
    before *= factor;
  }
  let after = 1;
  for (let index = factors.length - 1; index >= 0; index--) {
    products[index]! *= after;
    after *= factors[index]!;
  }
  return products;
}
