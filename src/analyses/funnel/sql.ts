import { type Sql, integer, join, sql } from "../../query/sql.ts";
import { stepTime } from "./ordered.ts";
import type { FunnelPlan } from "./plan.ts";
import { funnelUnitsSql } from "./units.ts";

/** How many units reached each step, and how long that took them; with a breakdown also value by value. */
export function funnelSql(plan: FunnelPlan): Record<string, Sql> {
  const steps = plan.steps.map((_, index) => index + 1);
  const counts = join(
    steps.map((step) => sql`countIf(level >= ${integer(step)})`),
    ", ",
  );
  const times = plan.order === "any" ? sql`` : sql`, [${join(steps.slice(1).map(timesTo), ", ")}] AS times`;
  if (plan.breakdown === undefined) {
    return {
      bars: sql`SELECT [${counts}] AS counts${times} FROM (
  ${funnelUnitsSql(plan)})`,
    };
  }
  return {
    bars: sql`SELECT value, grouping(value) AS is_total, [${counts}] AS counts${times} FROM (
  ${funnelUnitsSql(plan)})
  GROUP BY GROUPING SETS ((value), ()) ORDER BY is_total DESC, counts[1] DESC, value LIMIT ${integer(plan.breakdown.valuesMax + 1)}`,
  };
}

/** Median and p90 of the time to a step, over those who reach it. */
function timesTo(step: number): Sql {
  return sql`quantilesExactInclusiveIf(0.5, 0.9)(${stepTime(step)}, level >= ${integer(step)})`;
}
