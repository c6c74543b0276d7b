import { describe, expect, test } from "bun:test";
import {
  betaQuantile,
  chiSquareTail,
  normalQuantile,
  tQuantileTwoSided,
  tTwoSided,
} from "./distributions.ts";
import { holm } from "./holm.ts";
import { type Sample, meanPower, meanSampleSize, relativeMeanInterval, welchTest } from "./means.ts";
import { credibleInterval, posteriors } from "./posterior.ts";
import {
  differenceInterval,
  proportionPower,
  proportionSampleSize,
  relativeInterval,
  relativeLift,
  twoProportionTest,
} from "./proportions.ts";
import { sampleRatio } from "./sample-ratio.ts";

/** Published numbers, or numbers of a formula that shares nothing with the code. */

test("quantiles and tails as tables print them", () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
  // Student's table: 2.228 at 10 degrees of freedom, 12.706 at 1; and tails of fractions of degrees.
  expect(tQuantileTwoSided(0.05, 10)).toBeCloseTo(2.228, 3);
  expect(tQuantileTwoSided(0.05, 1)).toBeCloseTo(12.706, 3);
  expect(tTwoSided(tQuantileTwoSided(0.01, 7.3), 7.3)).toBeCloseTo(0.01, 12);
  // Chi-square table: 3.841 at 1 degree, 5.991 at 2.
  expect(chiSquareTail(3.841, 1)).toBeCloseTo(0.05, 4);
  expect(chiSquareTail(5.991, 2)).toBeCloseTo(0.05, 4);
  // Of Beta(1, n) the quantile is 1 − (1 − p)^(1/n).
  expect(betaQuantile(0.975, 1, 1_001)).toBeCloseTo(1 - 0.025 ** (1 / 1_001), 12);
});

describe("two proportions", () => {
  test("z-test: smokers' and non-smokers' answers of Penn State's STAT 415, lesson 9.4: z = 8.99", () => {
    const found = twoProportionTest({ hits: 41, size: 195 }, { hits: 351, size: 605 })!;
    expect(found.statistic).toBeCloseTo(8.99, 2);
    expect(found.pValue).toBeLessThan(1e-18);
    expect(found.pValue).toBeGreaterThan(0);
  });

  test("nobody, or everybody: no variance, no test", () => {
    expect(twoProportionTest({ hits: 0, size: 10 }, { hits: 0, size: 20 })).toBeNull();
    expect(twoProportionTest({ hits: 10, size: 10 }, { hits: 20, size: 20 })).toBeNull();
    expect(twoProportionTest({ hits: 0, size: 0 }, { hits: 1, size: 20 })).toBeNull();
  });

  // Newcombe 1998, table II, method 10: 56/70 − 48/80, 9/10 − 3/10, 5/56 − 0/29, 0/10 − 0/10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 10, -0.2775, 0.2775],
  ])("Newcombe's interval of %d/%d − %d/%d", (hits, size, controlHits, controlSize, low, high) => {
    const found = differenceInterval({ hits: controlHits, size: controlSize }, { hits, size }, 0.95)!;
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  test("the ratio: heart attacks, 189 of 11,034 on placebo and 104 of 11,037 on aspirin, in Agresti's book 1.82 (1.43 to 2.30)", () => {
    const [aspirin, placebo] = [
      { hits: 104, size: 11_037 },
      { hits: 189, size: 11_034 },
    ];
    expect(relativeLift(aspirin, placebo)! + 1).toBeCloseTo(1.82, 2);
    const found = relativeInterval(aspirin, placebo, 0.95)!;
    expect(found.low + 1).toBeCloseTo(1.43, 2);
    expect(found.high + 1).toBeCloseTo(2.3, 1);
    expect(relativeInterval({ hits: 0, size: 5 }, placebo, 0.95)).toBeNull();
  });

  test("power and sample size as R's help page of power.prop.test prints them: 0.740 and 76.7", () => {
    const shares = [
      { share: 0.5, size: 50 },
      { share: 0.75, size: 50 },
    ] as const;
    expect(proportionPower(shares[0], shares[1], 0.05)).toBeCloseTo(0.74, 3);
    expect(proportionSampleSize(0.5, 0.75, { alpha: 0.05, power: 0.9 })).toBeCloseTo(76.7, 1);
  });
});

describe("two means", () => {
  // Student's sleep data, which R carries: t.test(extra ~ group, data = sleep).
  const first = sampleOf([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]);
  const second = sampleOf([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);

  test("Welch's test of the sleep data: t = 1.8608, 17.776 degrees, p = 0.07939, −0.2054832 to 3.3654832", () => {
    const found = welchTest(first, second, 0.95)!;
    expect(found.statistic).toBeCloseTo(1.8608, 4);
    expect(found.degrees).toBeCloseTo(17.776, 3);
    expect(found.pValue).toBeCloseTo(0.07939, 5);
    expect(found.interval.low).toBeCloseTo(-0.2054832, 7);
    expect(found.interval.high).toBeCloseTo(3.3654832, 7);
  });

  test("one visitor, or no variance: no test", () => {
    expect(welchTest({ size: 1, mean: 1, variance: 0 }, first, 0.95)).toBeNull();
    const same = { size: 5, mean: 1, variance: 0 };
    expect(welchTest(same, { ...same, mean: 2 }, 0.95)).toBeNull();
  });

  test("the ratio's interval, by hand: means 10 and 12, both variances 100 of 10,000", () => {
    // Ratio 1.2; its variance (0.01 + 1.44 · 0.01) / 100 = 0.000244, its error 0.0156205; t is 1.9602.
    const found = relativeMeanInterval(
      { size: 10_000, mean: 10, variance: 100 },
      { size: 10_000, mean: 12, variance: 100 },
      0.95,
    )!;
    expect(found.low).toBeCloseTo(0.2 - 1.9601 * 0.0156205, 5);
    expect(found.high).toBeCloseTo(0.2 + 1.9601 * 0.0156205, 5);
  });

  test("sample size by the rule of thumb 16 σ² / δ² (Lehr; van Belle, Statistical Rules of Thumb)", () => {
    const sample = { size: 100, mean: 10, variance: 4 };
    const needed = meanSampleSize(sample, sample, 1, { alpha: 0.05, power: 0.8 });
    // 15.7 σ² / δ² before it is rounded up to the rule.
    expect(needed / 4).toBeCloseTo(15.7, 1);
    const sized = { ...sample, size: needed };
    expect(meanPower(sized, sized, 1, 0.05)).toBeCloseTo(0.8, 10);
  });
});

describe("the posterior", () => {
  const rates = [
    { hits: 120, size: 1_000 },
    { hits: 145, size: 1_000 },
  ] as const;

  test("the probability to be better, as the closed formula of Evan Miller gives it", () => {
    for (const [control, variant] of [
      rates,
      [rates[1], rates[0]],
      [
        { hits: 0, size: 1_000 },
        { hits: 1, size: 1_000 },
      ],
      [
        { hits: 3, size: 7 },
        { hits: 40, size: 900 },
      ],
    ] as const) {
      const [, found] = posteriors([control, variant]);
      expect(found!.probabilityToBeBest).toBeCloseTo(millersFormula(control, variant), 6);
    }
  });

  test("the expected loss, as Chris Stucchio's formula gives it", () => {
    const [first, second] = posteriors(rates);
    expect(first!.expectedLoss).toBeCloseTo(stucchiosFormula(rates[0], rates[1]), 7);
    expect(second!.expectedLoss).toBeCloseTo(stucchiosFormula(rates[1], rates[0]), 7);
  });

  test("three of whom nothing is known: a third each; the best of three uniform rates is 3/4 on average", () => {
    for (const { probabilityToBeBest, expectedLoss } of posteriors(Array.from({ length: 3 }, () => none))) {
      expect(probabilityToBeBest).toBeCloseTo(1 / 3, 9);
      expect(expectedLoss).toBeCloseTo(3 / 4 - 1 / 2, 9);
    }
  });

  test("a sharp posterior beside a wide one, ten million visitors, and twenty variants: probabilities sum to 1", () => {
    const sets = [
      [
        { hits: 100_000, size: 1_000_000 },
        { hits: 1, size: 5 },
        { hits: 0, size: 0 },
      ],
      [
        { hits: 1_000_000, size: 10_000_000 },
        { hits: 1_001_000, size: 10_000_000 },
      ],
      Array.from({ length: 20 }, (_, index) => ({ hits: 100 + index, size: 1_000 })),
    ];
    for (const set of sets) {
      const sum = posteriors(set).reduce((total, one) => total + one.probabilityToBeBest, 0);
      expect(sum).toBeCloseTo(1, 6);
    }
    // Normal approximation of the second: z = 0.0001 / √(2 · 0.09 / 10⁷) = 0.7454 → 0.772.
    expect(posteriors(sets[1]!)[1]!.probabilityToBeBest).toBeCloseTo(0.772, 3);
  });

  test("the credible interval of no data is the middle 95 % of all rates; of no hits the rule of three", () => {
    expect(credibleInterval(none, 0.95).low).toBeCloseTo(0.025, 12);
    expect(credibleInterval(none, 0.95).high).toBeCloseTo(0.975, 12);
    expect(credibleInterval({ hits: 0, size: 1_000 }, 0.9).high).toBeCloseTo(3 / 1_001, 4);
  });

  const none = { hits: 0, size: 0 };
});

test("the sample ratio of Kohavi, Tang and Xu, chapter 3: 821,588 and 815,482 visitors, p = 1.8e-6", () => {
  const found = sampleRatio([821_588, 815_482], [1, 1])!;
  expect(found.pValue).toBeCloseTo(1.8e-6, 7);
  expect(found.isMismatch).toBe(true);
  expect(sampleRatio([900, 100], [9, 1])).toEqual({ chiSquare: 0, pValue: 1, isMismatch: false });
  expect(sampleRatio([0, 0], [1, 1])).toBeNull();
  expect(sampleRatio([5], [1])).toBeNull();
});

test("Holm's correction of 0.01, 0.04, 0.03, 0.005, as R's p.adjust gives it", () => {
  // Sorted: 0.005·4, 0.01·3, 0.03·2, then 0.04·1, which may not be below the one before.
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.6, null, 0.7])).toEqual([1, null, 1]);
  expect(holm([])).toEqual([]);
});

function sampleOf(values: readonly number[]): Sample {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { size: values.length, mean, variance: squares / (values.length - 1) };
}

interface Rate {
  readonly hits: number;
  readonly size: number;
}

/** P(variant > control), a finite sum: evanmiller.org/bayesian-ab-testing.html. */
function millersFormula(control: Rate, variant: Rate): number {
  return formula(alphaBeta(control), alphaBeta(variant));
}

/** E[max(variant − control, 0)]: chrisstucchio.com/blog/2014/bayesian_ab_decision_rule.html. */
function stucchiosFormula(control: Rate, variant: Rate): number {
  const [a, b] = alphaBeta(control);
  const [c, d] = alphaBeta(variant);
  return (c / (c + d)) * formula([a, b], [c + 1, d]) - (a / (a + b)) * formula([a + 1, b], [c, d]);
}

type AlphaBeta = readonly [alpha: number, beta: number];

function alphaBeta({ hits, size }: Rate): AlphaBeta {
  return [1 + hits, 1 + size - hits];
}

function formula([a, b]: AlphaBeta, [c, d]: AlphaBeta): number {
  const terms = Array.from({ length: c }, (_, i) =>
    Math.exp(lnBeta(a + i, b + d) - Math.log(d + i) - lnBeta(1 + i, d) - lnBeta(a, b)),
  );
  return terms.reduce((sum, term) => sum + term, 0);
}

/** Of whole numbers: sums of logarithms, as the factorials say. */
function lnBeta(a: number, b: number): number {
  return lnFactorial(a - 1) + lnFactorial(b - 1) - lnFactorial(a + b - 1);
}

function lnFactorial(n: number): number {
  let sum = 0;
  for (let factor = 2; factor <= n; factor++) sum += Math.log(factor);
  return sum;
}
