import { selectorSql } from "../../query/condition.ts";
import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, join, sql } from "../../query/sql.ts";
import { boundOfWhole } from "../bound.ts";
import { stepTime } from "./ordered.ts";
import type { FunnelPlan } from "./plan.ts";
import { funnelUnitsSql, funnelVisitors } from "./units.ts";

/** How many units reached each step, and how long that took them; with a breakdown also value by value. */
export function funnelSql(plan: FunnelPlan): Record<string, Sql> {
  const whole = funnelVisitors(plan);
  const steps = plan.steps.map((_, index) => index + 1);
  const counts = join(
    steps.map((step) => whole.scaled(sql`countIf(level >= ${integer(step)})`)),
    ", ",
  );
  const times = plan.order === "any" ? sql`` : sql`, [${join(steps.slice(1).map(timesTo), ", ")}] AS times`;
  if (plan.breakdown === undefined) {
    return {
      bars: sql`SELECT [${counts}] AS counts${times} FROM (
  ${funnelUnitsSql(plan)})`,
      ...boundOfWhole(plan.query, whole, startedSql(plan)),
    };
  }
  return {
    bars: sql`SELECT value, grouping(value) AS is_total, [${counts}] AS counts${times} FROM (
  ${funnelUnitsSql(plan)})
  GROUP BY GROUPING SETS ((value), ()) ORDER BY is_total DESC, counts[1] DESC, value LIMIT ${integer(plan.breakdown.valuesMax + 1)}`,
    ...boundOfWhole(plan.query, whole, startedSql(plan)),
  };
}

/** The visitors in the first bar, and how many times each of them: once, or with each session. */
function startedSql(plan: FunnelPlan): Sql {
  const starts = plan.order === "any" ? plan.selectors : plan.selectors.slice(0, 1);
  const units = plan.unit === "visitor" ? sql`1` : sql`uniqExact(session_id, session_seed)`;
  return sql`SELECT visitor_hash, ${units} AS n FROM events
  WHERE ${eventCondition(plan.query)} AND (${join(starts.map(selectorSql), " OR ")})${funnelVisitors(plan).only} GROUP BY visitor_hash`;
}

/** Median and p90 of the time to a step, over those who reach it. */
function timesTo(step: number): Sql {
  return sql`quantilesExactInclusiveIf(0.5, 0.9)(${stepTime(step)}, level >= ${integer(step)})`;
}
