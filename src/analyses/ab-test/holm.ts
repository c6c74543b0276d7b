/**
 * Holm's correction: the k-th smallest of n p-values times n − k + 1, never below the one before, at most 1. Tests that
 * could not be made (null) are none of the n.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const sorted = pValues
    .flatMap((pValue, place) => (pValue === null ? [] : [{ pValue, place }]))
    .toSorted((a, b) => a.pValue - b.pValue);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let before = 0;
  for (const [rank, { pValue, place }] of sorted.entries()) {
    before = Math.min(1, Math.max(before, pValue * (sorted.length - rank)));
    adjusted[place] = before;
  }
  return adjusted;
}
