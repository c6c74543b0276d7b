import { z } from "zod";
import type { Comparison } from "../analyses/ab-test/comparison.ts";
import type { VariantWeight } from "../analyses/ab-test/params.ts";
import type { AbTest, MetricResult } from "../analyses/ab-test/shape.ts";
import { verdictKinds } from "../analyses/ab-test/verdict.ts";
import { limits } from "../kernel/limits.ts";

/** How A/B tests are asked for and answered, in every dialect: rates in percent, probabilities from 0 to 1. */
const variantName = z.string().max(limits.stringBytesMax);

export const abTestFields = {
  control: variantName
    .optional()
    .describe(
      "The variant that the others are compared with; `control` or else the first by name if not given",
    ),
  allocation: z
    .record(variantName, z.number().positive().max(1e9))
    .refine(
      (weights) =>
        Object.keys(weights).length >= 2 && Object.keys(weights).length <= limits.abTestVariantsMax,
      `must name 2 to ${limits.abTestVariantsMax} variants`,
    )
    .transform((weights) =>
      Object.entries(weights).map(([variant, weight]): VariantWeight => ({ variant, weight })),
    )
    .optional()
    .describe(
      "The variants and the ratio that visitors come to them in, such as `{A: 50, B: 50}`; equal if not given",
    ),
  confidence: z.number().min(0.5).max(0.9999).default(0.95).describe("Of intervals and tests"),
  minimumEffect: z
    .number()
    .positive()
    .max(1_000)
    .optional()
    .describe(
      "The relative lift to plan for, 0.05 for 5 %; power is that of the observed difference if not given",
    ),
  minimumSampleSize: z
    .number()
    .int()
    .min(0)
    .max(1e12)
    .default(100)
    .describe("Visitors of each variant before there is a verdict"),
};

const count = z.number().int();
const percent = z.number().describe("Percent");
const probability = z.number().describe("0 to 1");
const interval = z.object({ low: z.number(), high: z.number() });

const comparisonAnswer = (unit: string) =>
  z.object({
    variant: z.string(),
    difference: z.number().describe(`From the control, in ${unit}`),
    differenceInterval: interval.nullable(),
    lift: percent.nullable().describe("Percent of the control's; null where that is 0"),
    liftInterval: interval.nullable(),
    statistic: z.number().nullable().describe("z of conversion, t of the value"),
    degreesOfFreedom: z.number().nullable().describe("Of t"),
    pValue: probability.nullable().describe("Null where there is nothing to test"),
    adjustedPValue: probability.nullable().describe("For the number of comparisons, by Holm"),
    isSignificant: z.boolean(),
    power: z
      .object({
        effect: z.number().describe(`The difference that it is about, in ${unit}`),
        achieved: probability,
        neededPerVariant: count.describe("Visitors for a power of 80 %"),
        missingPerVariant: count,
      })
      .nullable(),
  });

const metricAnswer = (unit: string) =>
  z.object({
    comparisons: z.array(comparisonAnswer(unit)),
    verdict: z.object({ status: z.enum(verdictKinds), winner: z.string().nullable() }),
  });

export const abTestAnswer = z.object({
  control: z.string().nullable(),
  variants: z.array(
    z.object({
      variant: z.string(),
      visitors: count,
      converted: count,
      visitorsSeen: count
        .optional()
        .describe("Where the project is sampled: the visitors that rates and statistics are of"),
      conversionRate: percent,
      credibleInterval: interval.describe("Of the conversion rate, in percent"),
      probabilityToBeBest: probability,
      expectedLoss: z.number().describe("Percentage points that choosing it loses on average"),
      expectedShare: percent.describe("Of the visitors that were to come here"),
      value: z
        .object({ mean: z.number(), standardDeviation: z.number() })
        .nullable()
        .describe("Of the sums of all visitors of the variant"),
    }),
  ),
  excluded: z.object({ inSeveralVariants: count, inOtherVariants: count }),
  sampleRatio: z.object({ chiSquare: z.number(), pValue: probability, isMismatch: z.boolean() }).nullable(),
  conversion: metricAnswer("percentage points"),
  value: metricAnswer("the field's unit").nullable(),
});

export function presentAbTest(found: AbTest): z.infer<typeof abTestAnswer> {
  return {
    control: found.control,
    variants: found.variants.map(({ name, visitors, converted, posterior, expectedShare, value }) => ({
      variant: name,
      visitors,
      converted,
      ...(found.factor === null ? {} : { visitorsSeen: visitors / found.factor }),
      conversionRate: visitors === 0 ? 0 : inPercent(converted / visitors),
      credibleInterval: scaled(posterior.interval, inPercent)!,
      probabilityToBeBest: posterior.probabilityToBeBest,
      expectedLoss: inPercent(posterior.expectedLoss),
      expectedShare: inPercent(expectedShare),
      value: found.value === null ? null : { mean: value.mean, standardDeviation: value.deviation },
    })),
    excluded: found.excluded,
    sampleRatio: found.sampleRatio,
    conversion: presentMetric(found, found.conversion, inPercent),
    value: found.value === null ? null : presentMetric(found, found.value, (number) => number),
  };
}

type Scale = (number: number) => number;

function presentMetric({ variants }: AbTest, { comparisons, verdict }: MetricResult, scale: Scale) {
  return {
    comparisons: comparisons.map((comparison, index) =>
      presentComparison(variants[index + 1]!.name, comparison, scale),
    ),
    verdict: { status: verdict.kind, winner: verdict.winner },
  };
}

function presentComparison(variant: string, comparison: Comparison, scale: Scale) {
  const { difference, differenceInterval, lift, liftInterval, degrees, power, ...more } = comparison;
  return {
    variant,
    difference: scale(difference),
    differenceInterval: scaled(differenceInterval, scale),
    lift: lift === null ? null : inPercent(lift),
    liftInterval: scaled(liftInterval, inPercent),
    degreesOfFreedom: degrees,
    power: power === null ? null : { ...power, effect: scale(power.effect) },
    ...more,
  };
}

function scaled(given: { readonly low: number; readonly high: number } | null, scale: Scale) {
  return given === null ? null : { low: scale(given.low), high: scale(given.high) };
}

/** With four decimals: differences between variants are small. */
function inPercent(share: number): number {
  return Math.round(share * 1e6) / 1e4;
}
