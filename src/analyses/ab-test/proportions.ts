import { normalCdf, normalQuantile, normalTwoSided } from "./distributions.ts";

/** How many of how many: visitors who converted, of those exposed. */
export interface Proportion {
  readonly hits: number;
  readonly size: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Test {
  /** z, or t. */
  readonly statistic: number;
  readonly pValue: number;
}

export function shareOf({ hits, size }: Proportion): number {
  return size === 0 ? 0 : hits / size;
}

/** The pooled z-test; null where the pooled share is 0 or 1, so that there is no variance. */
export function twoProportionTest(control: Proportion, variant: Proportion): Test | null {
  const size = control.size + variant.size;
  const pooled = (control.hits + variant.hits) / size;
  const variance = pooled * (1 - pooled) * (1 / control.size + 1 / variant.size);
  if (!(variance > 0) || !Number.isFinite(variance)) return null;
  const statistic = (shareOf(variant) - shareOf(control)) / Math.sqrt(variance);
  return { statistic, pValue: normalTwoSided(statistic) };
}

/**
 * Newcombe's interval for the difference of two shares: the distances between each share and the ends of its
 * Wilson interval, put together (Statistics in Medicine 17, 1998, method 10). Never leaves [-1, 1], and is no point
 * where nobody converted.
 */
export function differenceInterval(
  control: Proportion,
  variant: Proportion,
  confidence: number,
): Interval | null {
  if (control.size === 0 || variant.size === 0) return null;
  const z = normalQuantile((1 + confidence) / 2);
  const [p1, p2] = [shareOf(variant), shareOf(control)];
  const [one, two] = [wilsonInterval(variant, z), wilsonInterval(control, z)];
  const difference = p1 - p2;
  return {
    low: difference - Math.hypot(p1 - one.low, two.high - p2),
    high: difference + Math.hypot(one.high - p1, p2 - two.low),
  };
}

function wilsonInterval({ hits, size }: Proportion, z: number): Interval {
  const share = hits / size;
  const middle = share + (z * z) / (2 * size);
  const half = z * Math.sqrt((share * (1 - share)) / size + (z * z) / (4 * size * size));
  const scale = 1 + (z * z) / size;
  return { low: (middle - half) / scale, high: (middle + half) / scale };
}

/** The variant's share over the control's, minus 1; null where the control has none. */
export function relativeLift(control: Proportion, variant: Proportion): number | null {
  const base = shareOf(control);
  return base === 0 ? null : (shareOf(variant) - base) / base;
}

/** By the normal approximation of the logarithm of the ratio (Katz); null where one of them has no hits. */
export function relativeInterval(
  control: Proportion,
  variant: Proportion,
  confidence: number,
): Interval | null {
  if (control.hits === 0 || variant.hits === 0) return null;
  const logRatio = Math.log(shareOf(variant) / shareOf(control));
  const error = Math.sqrt(1 / variant.hits - 1 / variant.size + 1 / control.hits - 1 / control.size);
  const reach = normalQuantile((1 + confidence) / 2) * error;
  return { low: Math.exp(logRatio - reach) - 1, high: Math.exp(logRatio + reach) - 1 };
}

/** The chance that the z-test finds that the shares differ, if these are the true ones. */
export function proportionPower(
  control: { readonly share: number; readonly size: number },
  variant: { readonly share: number; readonly size: number },
  alpha: number,
): number {
  const pooled =
    (control.share * control.size + variant.share * variant.size) / (control.size + variant.size);
  const underNull = Math.sqrt(pooled * (1 - pooled) * (1 / control.size + 1 / variant.size));
  const underEffect = Math.sqrt(varianceOf(control) / control.size + varianceOf(variant) / variant.size);
  const effect = Math.abs(variant.share - control.share);
  return normalCdf((effect - normalQuantile(1 - alpha / 2) * underNull) / underEffect);
}

/** Visitors of each of the two for that chance to be `power`. */
export function proportionSampleSize(
  controlShare: number,
  variantShare: number,
  { alpha, power }: { readonly alpha: number; readonly power: number },
): number {
  const pooled = (controlShare + variantShare) / 2;
  const underNull = Math.sqrt(2 * pooled * (1 - pooled));
  const underEffect = Math.sqrt(varianceOf({ share: controlShare }) + varianceOf({ share: variantShare }));
  const sum = normalQuantile(1 - alpha / 2) * underNull + normalQuantile(power) * underEffect;
  return (sum / (variantShare - controlShare)) ** 2;
}

function varianceOf({ share }: { readonly share: number }): number {
  return share * (1 - share);
}
