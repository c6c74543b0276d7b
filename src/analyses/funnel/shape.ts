import type { Row, StatementRows } from "../analysis.ts";
import { numbersOrNull } from "../rows.ts";
import type { FunnelPlan } from "./plan.ts";

export interface Funnel {
  readonly steps: readonly FunnelBar[];
  /** Null without a breakdown; the values with the most units first, the others together last. */
  readonly groups: readonly FunnelGroup[] | null;
}

export interface FunnelGroup {
  /** Null where the event of the first step has no such field, and for the others together. */
  readonly value: string | null;
  readonly isOther: boolean;
  readonly steps: readonly FunnelBar[];
}

export interface FunnelBar {
  readonly count: number;
  /** From the step before; null for the first, where nobody came, for the order `any` and for the others together. */
  readonly time: { readonly medianMs: number; readonly p90Ms: number } | null;
}

export function shapeFunnel(rows: StatementRows, plan: FunnelPlan): Funnel {
  const [first, ...others] = rows["bars"] ?? [];
  const total = bars(first, plan);
  if (plan.breakdown === undefined) return { steps: total, groups: null };
  const groups = others.map((row): FunnelGroup => {
    return { value: row["value"] as string | null, isOther: false, steps: bars(row, plan) };
  });
  const other = total.map(({ count }, index): FunnelBar => {
    const shown = groups.reduce((sum, group) => sum + group.steps[index]!.count, 0);
    return { count: count - shown, time: null };
  });
  const hasOther = other[0]!.count > 0;
  return {
    steps: total,
    groups: hasOther ? [...groups, { value: null, isOther: true, steps: other }] : groups,
  };
}

function bars(row: Row | undefined, plan: FunnelPlan): FunnelBar[] {
  const counts = row === undefined ? [] : numbersOrNull(row, "counts");
  const times = (row?.["times"] ?? []) as readonly (readonly [number | null, number | null])[];
  return plan.steps.map((_, index) => {
    const [medianMs, p90Ms] = times[index - 1] ?? [null, null];
    const isTimed = medianMs !== null && p90Ms !== null && Number.isFinite(medianMs);
    return {
      count: counts[index] ?? 0,
      time: isTimed ? { medianMs: toMicros(medianMs), p90Ms: toMicros(p90Ms) } : null,
    };
  });
}

/** Interpolation leaves noise in the last digits. */
function toMicros(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
