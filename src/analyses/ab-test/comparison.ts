import { holm } from "./holm.ts";
import {
  type Sample,
  meanPower,
  meanSampleSize,
  relativeMeanInterval,
  relativeMeanLift,
  welchTest,
} from "./means.ts";
import type { AbTestPlan } from "./plan.ts";
import {
  type Interval,
  type Proportion,
  differenceInterval,
  proportionPower,
  proportionSampleSize,
  relativeInterval,
  relativeLift,
  shareOf,
  twoProportionTest,
} from "./proportions.ts";

/** A variant against the control. What cannot be worked out is null. */
export interface Comparison {
  readonly difference: number;
  readonly differenceInterval: Interval | null;
  readonly lift: number | null;
  readonly liftInterval: Interval | null;
  /** z, or t. */
  readonly statistic: number | null;
  /** Degrees of freedom of t. */
  readonly degrees: number | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly isSignificant: boolean;
  readonly power: Power | null;
}

export interface Power {
  /** The difference that it is about. */
  readonly effect: number;
  readonly achieved: number;
  readonly neededPerVariant: number;
  readonly missingPerVariant: number;
}

/** The chance to find an effect that is there, by which tests are planned. */
const wantedPower = 0.8;

type Tested = Omit<Comparison, "adjustedPValue" | "isSignificant">;

/** Each of the others against the first. */
export function compareConversion(rates: readonly Proportion[], plan: AbTestPlan): Comparison[] {
  const [control, ...others] = rates;
  if (control === undefined) return [];
  const tested = others.map((variant): Tested => {
    const test = twoProportionTest(control, variant);
    return {
      difference: shareOf(variant) - shareOf(control),
      differenceInterval: differenceInterval(control, variant, plan.confidence),
      lift: relativeLift(control, variant),
      liftInterval: relativeInterval(control, variant, plan.confidence),
      statistic: test?.statistic ?? null,
      degrees: null,
      pValue: test?.pValue ?? null,
      power: conversionPower(control, variant, plan),
    };
  });
  return corrected(tested, plan);
}

export function compareValue(samples: readonly Sample[], plan: AbTestPlan): Comparison[] {
  const [control, ...others] = samples;
  if (control === undefined) return [];
  const tested = others.map((variant): Tested => {
    const test = welchTest(control, variant, plan.confidence);
    return {
      difference: variant.mean - control.mean,
      differenceInterval: test?.interval ?? null,
      lift: relativeMeanLift(control, variant),
      liftInterval: relativeMeanInterval(control, variant, plan.confidence),
      statistic: test?.statistic ?? null,
      degrees: test?.degrees ?? null,
      pValue: test?.pValue ?? null,
      power: test === null ? null : valuePower(control, variant, plan),
    };
  });
  return corrected(tested, plan);
}

function corrected(tested: readonly Tested[], { confidence }: AbTestPlan): Comparison[] {
  const adjusted = holm(tested.map(({ pValue }) => pValue));
  return tested.map((one, index) => {
    const adjustedPValue = adjusted[index]!;
    return {
      ...one,
      adjustedPValue,
      isSignificant: adjustedPValue !== null && adjustedPValue < 1 - confidence,
    };
  });
}

function conversionPower(control: Proportion, variant: Proportion, plan: AbTestPlan): Power | null {
  const alpha = 1 - plan.confidence;
  const base = shareOf(control);
  const share = plan.minimumEffect === undefined ? shareOf(variant) : base * (1 + plan.minimumEffect);
  if (control.size === 0 || variant.size === 0 || share === base || share > 1) return null;
  const achieved = proportionPower({ share: base, size: control.size }, { share, size: variant.size }, alpha);
  const needed = proportionSampleSize(base, share, { alpha, power: wantedPower });
  return powerOf(share - base, achieved, needed, [control, variant]);
}

function valuePower(control: Sample, variant: Sample, plan: AbTestPlan): Power | null {
  const alpha = 1 - plan.confidence;
  const { minimumEffect } = plan;
  const effect =
    minimumEffect === undefined ? variant.mean - control.mean : Math.abs(control.mean) * minimumEffect;
  if (effect === 0) return null;
  const achieved = meanPower(control, variant, effect, alpha);
  const needed = meanSampleSize(control, variant, effect, { alpha, power: wantedPower });
  return powerOf(effect, achieved, needed, [control, variant]);
}

function powerOf(
  effect: number,
  achieved: number,
  needed: number,
  sizes: readonly { readonly size: number }[],
): Power {
  const neededPerVariant = Math.ceil(needed);
  const smaller = Math.min(...sizes.map(({ size }) => size));
  return { effect, achieved, neededPerVariant, missingPerVariant: Math.max(0, neededPerVariant - smaller) };
}
