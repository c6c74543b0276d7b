import type { Row, StatementRows } from "../analysis.ts";
import { number, numberOrNull, text } from "../rows.ts";
import { type Comparison, type Power, compareConversion, compareValue } from "./comparison.ts";
import type { Sample } from "./means.ts";
import type { AbTestPlan } from "./plan.ts";
import { type Posterior, credibleInterval, posteriors } from "./posterior.ts";
import type { Interval, Proportion } from "./proportions.ts";
import { type SampleRatio, sampleRatio } from "./sample-ratio.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

export interface AbTest {
  /** Null when there are no variants. */
  readonly control: string | null;
  /** The control first, the others by name. */
  readonly variants: readonly Variant[];
  readonly sampleRatio: SampleRatio | null;
  readonly excluded: { readonly inSeveralVariants: number; readonly inOtherVariants: number };
  /** Where the project is sampled: one in how many visitors the statistics are of; else null. */
  readonly factor: number | null;
  readonly conversion: MetricResult;
  /** Null where the question names no field. */
  readonly value: MetricResult | null;
}

/** Counts are estimates where the project is sampled; everything else is of the visitors that were seen. */
export interface Variant {
  readonly name: string;
  readonly visitors: number;
  readonly converted: number;
  /** Of the visitors that were to come here, 0 to 1. */
  readonly expectedShare: number;
  readonly posterior: Posterior & { readonly interval: Interval };
  /** Of the visitors' sums. */
  readonly value: { readonly mean: number; readonly deviation: number };
}

export interface MetricResult {
  /** One for each variant but the control, in their order. */
  readonly comparisons: readonly Comparison[];
  readonly verdict: Verdict;
}

export function shapeAbTest(rows: StatementRows, plan: AbTestPlan): AbTest {
  const [total, ...found] = rows["variants"] ?? [];
  const counted = variantsOf(found, plan);
  const ratio = sampleRatio(
    counted.map(({ visitors }) => visitors),
    counted.map(({ weight }) => weight),
  );
  const weights = counted.reduce((sum, { weight }) => sum + weight, 0);
  const bayes = posteriors(counted.map(proportionOf));
  const factor = numberOrNull(total, "factor");
  const times = factor ?? 1;
  const variants = counted.map((one, index): Variant => ({
    name: one.name,
    visitors: one.visitors * times,
    converted: one.converted * times,
    expectedShare: one.weight / weights,
    posterior: { ...bayes[index]!, interval: credibleInterval(proportionOf(one), plan.confidence) },
    value: { mean: one.mean, deviation: Math.sqrt(one.variance) },
  }));
  const conversion = compareConversion(counted.map(proportionOf), plan);
  const value = plan.valueField === undefined ? null : compareValue(counted.map(sampleOf), plan);
  const judged = (comparisons: readonly Comparison[]): MetricResult => ({
    comparisons: comparisons.map((comparison) => ({
      ...comparison,
      power: scaledPower(comparison.power, times),
    })),
    verdict: verdictOf(counted, comparisons, { ratio, plan }),
  });
  const shown = counted.reduce((sum, { visitors }) => sum + visitors, 0);
  return {
    control: variants[0]?.name ?? null,
    variants,
    sampleRatio: ratio,
    excluded: {
      inSeveralVariants: total === undefined ? 0 : number(total, "in_several_visitors") * times,
      inOtherVariants: total === undefined ? 0 : (number(total, "visitors") - shown) * times,
    },
    factor,
    conversion: judged(conversion),
    value: value === null ? null : judged(value),
  };
}

/** Of the visitors who still have to come, only one in so many will be seen. */
function scaledPower(power: Power | null, times: number): Power | null {
  if (power === null) return null;
  const { neededPerVariant, missingPerVariant } = power;
  return {
    ...power,
    neededPerVariant: neededPerVariant * times,
    missingPerVariant: missingPerVariant * times,
  };
}

interface CountedVariant {
  readonly name: string;
  readonly weight: number;
  readonly visitors: number;
  readonly converted: number;
  readonly mean: number;
  readonly variance: number;
}

/** Those of the allocation, or else those that were found; the control first. */
function variantsOf(rows: readonly Row[], plan: AbTestPlan): CountedVariant[] {
  const found = new Map(rows.map((row) => [text(row, "variant"), row]));
  const weights = new Map(plan.allocation?.map(({ variant, weight }) => [variant, weight]));
  const names = plan.allocation === undefined ? foundNames(rows, plan) : [...weights.keys()];
  const control = plan.control ?? defaultControl(names);
  return inOrder(names, control).map((name): CountedVariant => {
    const row = found.get(name);
    const of = (column: string) => (row === undefined ? 0 : number(row, column));
    return {
      name,
      weight: weights.get(name) ?? 1,
      visitors: of("visitors"),
      converted: of("converted"),
      mean: of("mean"),
      variance: of("variance"),
    };
  });
}

/** A variant of nothing but visitors of several is none; the control that the question names always is one. */
function foundNames(rows: readonly Row[], { control }: AbTestPlan): string[] {
  const names = rows.filter((row) => number(row, "visitors") > 0).map((row) => text(row, "variant"));
  return control === undefined || names.includes(control) ? names : [control, ...names];
}

function defaultControl(names: readonly string[]): string | undefined {
  const sorted = names.toSorted(byCodePoint);
  return sorted.find((name) => name.toLowerCase() === "control") ?? sorted[0];
}

function inOrder(names: readonly string[], control: string | undefined): string[] {
  const others = names.filter((name) => name !== control).toSorted(byCodePoint);
  return control === undefined ? others : [control, ...others];
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function proportionOf({ converted, visitors }: CountedVariant): Proportion {
  return { hits: converted, size: visitors };
}

function sampleOf({ visitors, mean, variance }: CountedVariant): Sample {
  return { size: visitors, mean, variance };
}
