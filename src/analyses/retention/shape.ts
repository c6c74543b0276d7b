import type { EpochMs } from "../../kernel/clock.ts";
import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";
import type { RetentionPlan } from "./plan.ts";

export interface Retention {
  readonly cohorts: readonly Cohort[];
}

export interface Cohort {
  /** Start of the day, week or month; it may lie before the range. */
  readonly start: EpochMs;
  readonly visitors: number;
  /** From period 0 on. */
  readonly periods: readonly CohortPeriod[];
}

export interface CohortPeriod {
  readonly visitors: number;
  /** Whether the period has ended, for everybody in the cohort. */
  readonly isComplete: boolean;
}

export function shapeRetention(rows: StatementRows, plan: RetentionPlan): Retention {
  const cells = new Map<string, number>();
  for (const row of rows["cells"] ?? []) {
    cells.set(`${number(row, "cohort")} ${number(row, "period")}`, number(row, "visitors"));
  }
  const visitorsOf = (cohort: number, period: number) => cells.get(`${cohort} ${period}`) ?? 0;
  const cohorts = plan.buckets.starts.slice(0, plan.cohorts).map((start, cohort): Cohort => {
    const periods = Array.from({ length: plan.lastPeriod + 1 }, (_, period) => ({
      visitors: visitorsOf(cohort, period),
      isComplete: period < plan.completePeriods[cohort]!,
    }));
    return { start, visitors: visitorsOf(cohort, -1), periods };
  });
  return { cohorts };
}
