import type { Comparison } from "./comparison.ts";
import type { AbTestPlan } from "./plan.ts";
import type { SampleRatio } from "./sample-ratio.ts";

export const verdictKinds = ["too_few_visitors", "sample_ratio_mismatch", "winner", "undecided"] as const;

export interface Verdict {
  readonly kind: (typeof verdictKinds)[number];
  readonly winner: string | null;
}

interface Judged {
  readonly name: string;
  readonly visitors: number;
}

/** docs/semantics.md, Verdict. The variants begin with the control; comparisons are those of the others. */
export function verdictOf(
  variants: readonly Judged[],
  comparisons: readonly Comparison[],
  { ratio, plan }: { readonly ratio: SampleRatio | null; readonly plan: AbTestPlan },
): Verdict {
  const isEnough = variants.every(({ visitors }) => visitors >= plan.minimumSampleSize);
  if (variants.length < 2 || !isEnough) return { kind: "too_few_visitors", winner: null };
  if (ratio?.isMismatch === true) return { kind: "sample_ratio_mismatch", winner: null };
  const winner = winnerOf(variants, comparisons);
  return { kind: winner === null ? "undecided" : "winner", winner };
}

function winnerOf(variants: readonly Judged[], comparisons: readonly Comparison[]): string | null {
  const better = comparisons
    .map((comparison, index) => ({ ...comparison, name: variants[index + 1]!.name }))
    .filter(({ isSignificant, difference }) => isSignificant && difference > 0)
    .toSorted((a, b) => b.difference - a.difference);
  if (better[0] !== undefined) return better[0].name;
  const areAllWorse = comparisons.every(({ isSignificant, difference }) => isSignificant && difference < 0);
  return areAllWorse ? variants[0]!.name : null;
}
