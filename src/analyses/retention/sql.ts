import { type Sql, sql } from "../../query/sql.ts";
import type { RetentionPlan } from "./plan.ts";
import { retentionVisitsSql } from "./visits.ts";

/** Every cell that is not empty. */
export function retentionSql(plan: RetentionPlan): Record<string, Sql> {
  if (plan.cohorts === 0) return {};
  return {
    cells: sql`SELECT cohort, period, count() AS visitors FROM (
  ${retentionVisitsSql(plan)}) GROUP BY cohort, period ORDER BY cohort, period`,
  };
}
