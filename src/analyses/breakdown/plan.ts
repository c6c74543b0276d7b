import type { EpochMs } from "../../kernel/clock.ts";
import { daysAggregate, rollupAggregate } from "../../query/metric.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import { daysCut, rollupCut } from "../../query/rollup.ts";
import type { BreakdownParams } from "./params.ts";

export interface BreakdownPlan extends BreakdownParams {
  /**
   * Counts of events, in all or by name, come from the 15-minute rollup, and those of all visitors from the visitors of
   * UTC days; both hold the same numbers as the events.
   */
  readonly countsFrom: "rollup" | "days" | "events";
}

export function planBreakdown(params: BreakdownParams, _now: EpochMs, facts: ProjectFacts): BreakdownPlan {
  const query = askedOf(params.query, facts);
  return { ...params, query, countsFrom: countsFrom({ ...params, query }) };
}

function countsFrom({ query, metrics, by }: BreakdownParams): BreakdownPlan["countsFrom"] {
  const isCounts = metrics.every((metric) => rollupAggregate(metric) !== null);
  const isByName = by.every((field) => "column" in field && field.column === "name");
  if (isCounts && isByName && rollupCut(query) !== null) return "rollup";
  const isOfDays = metrics.every((metric) => daysAggregate(metric, query) !== null);
  return isOfDays && by.length === 0 && daysCut(query) !== null ? "days" : "events";
}
