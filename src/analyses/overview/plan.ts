import { fitsDays, fitsRollup } from "../../query/rollup.ts";
import type { OverviewParams } from "./params.ts";

export interface OverviewPlan extends OverviewParams {
  /** Counts by name, device, country and page come from the 15-minute rollups, which hold the same numbers. */
  readonly countsFrom: "rollup" | "events";
  /** Totals of whole UTC days come from the days' visitors. */
  readonly totalsFrom: "days" | "events";
}

export function planOverview(params: OverviewParams): OverviewPlan {
  return {
    ...params,
    countsFrom: fitsRollup(params.query) ? "rollup" : "events",
    totalsFrom: fitsDays(params.query) ? "days" : "events",
  };
}
