import { normalCdf, normalQuantile, tQuantileTwoSided, tTwoSided } from "./distributions.ts";
import type { Interval, Test } from "./proportions.ts";

/** A sample by its size, mean and variance (divided by size − 1). */
export interface Sample {
  readonly size: number;
  readonly mean: number;
  readonly variance: number;
}

export interface WelchTest extends Test {
  readonly degrees: number;
  /** Of the difference of the means, the variant's minus the control's. */
  readonly interval: Interval;
}

/** Welch's t-test; null with fewer than two of one, or without any variance. */
export function welchTest(control: Sample, variant: Sample, confidence: number): WelchTest | null {
  if (control.size < 2 || variant.size < 2) return null;
  const [a, b] = [control.variance / control.size, variant.variance / variant.size];
  if (!(a + b > 0)) return null;
  const degrees = (a + b) ** 2 / (a ** 2 / (control.size - 1) + b ** 2 / (variant.size - 1));
  const difference = variant.mean - control.mean;
  const error = Math.sqrt(a + b);
  const reach = tQuantileTwoSided(1 - confidence, degrees) * error;
  const statistic = difference / error;
  return {
    statistic,
    degrees,
    pValue: tTwoSided(statistic, degrees),
    interval: { low: difference - reach, high: difference + reach },
  };
}

/** The difference over the size of the control's mean; null where that is 0. */
export function relativeMeanLift(control: Sample, variant: Sample): number | null {
  return control.mean === 0 ? null : (variant.mean - control.mean) / Math.abs(control.mean);
}

/** By the delta method on the ratio of the means. */
export function relativeMeanInterval(control: Sample, variant: Sample, confidence: number): Interval | null {
  const lift = relativeMeanLift(control, variant);
  const test = welchTest(control, variant, confidence);
  if (lift === null || test === null) return null;
  const ratio = variant.mean / control.mean;
  const variance =
    variant.variance / variant.size / control.mean ** 2 +
    (ratio ** 2 * control.variance) / control.size / control.mean ** 2;
  const reach = tQuantileTwoSided(1 - confidence, test.degrees) * Math.sqrt(variance);
  return { low: lift - reach, high: lift + reach };
}

/** The chance to find a difference of that size, by the normal approximation. */
export function meanPower(control: Sample, variant: Sample, effect: number, alpha: number): number {
  const error = Math.sqrt(control.variance / control.size + variant.variance / variant.size);
  return normalCdf(Math.abs(effect) / error - normalQuantile(1 - alpha / 2));
}

/** Visitors of each of the two for that chance to be `power`. */
export function meanSampleSize(
  control: Sample,
  variant: Sample,
  effect: number,
  { alpha, power }: { readonly alpha: number; readonly power: number },
): number {
  const quantiles = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return (quantiles / effect) ** 2 * (control.variance + variant.variance);
}
