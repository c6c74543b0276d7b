import { fitsRollup } from "../../query/rollup.ts";
import type { OverviewParams } from "./params.ts";

export interface OverviewPlan extends OverviewParams {
  /** Counts by name, device, country and page come from the 15-minute rollups, which hold the same numbers. */
  readonly countsFrom: "rollup" | "events";
}

export function planOverview(params: OverviewParams): OverviewPlan {
  return { ...params, countsFrom: fitsRollup(params.query) ? "rollup" : "events" };
}
