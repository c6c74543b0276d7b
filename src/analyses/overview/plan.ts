import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import { daysCut, rollupCut } from "../../query/rollup.ts";
import type { OverviewParams } from "./params.ts";

export interface OverviewPlan extends OverviewParams {
  /** Counts by name, device, country and page come from the 15-minute rollups, which hold the same numbers. */
  readonly countsFrom: "rollup" | "events";
  /** Visitors of whole UTC days come from the days' visitors. */
  readonly visitorsFrom: "days" | "events";
}

export function planOverview(params: OverviewParams, _now: EpochMs, facts: ProjectFacts): OverviewPlan {
  return {
    ...params,
    query: askedOf(params.query, facts),
    countsFrom: rollupCut(params.query) !== null ? "rollup" : "events",
    visitorsFrom: daysCut(params.query) !== null ? "days" : "events",
  };
}
