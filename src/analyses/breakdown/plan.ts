import type { EpochMs } from "../../kernel/clock.ts";
import { metricFromRollupSql } from "../../query/metric.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import { rollupCut } from "../../query/rollup.ts";
import type { BreakdownParams } from "./params.ts";

export interface BreakdownPlan extends BreakdownParams {
  /** Counts of events, in all or by name, come from the 15-minute rollup, which holds the same numbers. */
  readonly countsFrom: "rollup" | "events";
}

export function planBreakdown(params: BreakdownParams, _now: EpochMs, facts: ProjectFacts): BreakdownPlan {
  const isCounts = params.metrics.every((metric) => metricFromRollupSql(metric) !== null);
  const isByName = params.by.every((field) => "column" in field && field.column === "name");
  return {
    ...params,
    query: askedOf(params.query, facts),
    countsFrom: isCounts && isByName && rollupCut(params.query) !== null ? "rollup" : "events",
  };
}
