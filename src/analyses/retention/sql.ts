import { type Sql, sql } from "../../query/sql.ts";
import { boundOfWhole } from "../bound.ts";
import type { RetentionPlan } from "./plan.ts";
import { retentionEntriesSql, retentionVisitors, retentionVisitsSql } from "./visits.ts";

/** Every cell that is not empty. */
export function retentionSql(plan: RetentionPlan): Record<string, Sql> {
  if (plan.cohorts === 0) return {};
  const whole = retentionVisitors(plan);
  const members = sql`SELECT visitor_hash, count() AS n FROM (
  ${retentionEntriesSql(plan)}) GROUP BY visitor_hash`;
  return {
    cells: sql`SELECT cohort, period, ${whole.scaled(sql`count()`)} AS visitors FROM (
  ${retentionVisitsSql(plan)}) GROUP BY cohort, period ORDER BY cohort, period`,
    ...boundOfWhole(plan.query, whole, members),
  };
}
