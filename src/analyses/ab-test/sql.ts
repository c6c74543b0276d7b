import { limits } from "../../kernel/limits.ts";
import { type Sql, integer, sql, texts } from "../../query/sql.ts";
import { boundOfWhole } from "../bound.ts";
import type { AbTestPlan } from "./plan.ts";
import { abTestSample, abTestVisitorsSql } from "./visitors.ts";

/**
 * Counts, mean and variance of each variant, the ones that the test is about first; the total row counts everybody.
 * The variance is Welford's, which keeps its digits where the mean is large and the spread small.
 */
export function abTestSql(plan: AbTestPlan): Record<string, Sql> {
  const { allocation } = plan;
  const exposed = sql`SELECT visitor_hash, 1 AS n FROM (
  ${abTestVisitorsSql(plan)})`;
  const named = allocation === undefined ? controlOf(plan) : allocation.map(({ variant }) => variant);
  return {
    variants: sql`SELECT variant, grouping(variant) AS is_total, countIf(NOT in_several) AS visitors,
    countIf(in_several) AS in_several_visitors, countIf(hits > 0 AND NOT in_several) AS converted,
    ifNotFinite(avgIf(total, NOT in_several), 0) AS mean, ifNotFinite(varSampStableIf(total, NOT in_several), 0) AS variance${factorColumn(plan)} FROM (
  ${abTestVisitorsSql(plan)})
  GROUP BY GROUPING SETS ((variant), ())
  ORDER BY is_total DESC, has(${texts(named)}, variant) DESC, visitors DESC, variant
  LIMIT ${integer(limits.abTestVariantsMax + 1)}`,
    ...boundOfWhole(plan.query, abTestSample(plan), exposed),
  };
}

/** One in how many visitors the counts are of, where the project is sampled. */
function factorColumn(plan: AbTestPlan): Sql {
  return plan.query.sampled === true ? sql`, toFloat64(${abTestSample(plan).factor}) AS factor` : sql``;
}

function controlOf({ control: given }: AbTestPlan): string[] {
  return given === undefined ? [] : [given];
}
