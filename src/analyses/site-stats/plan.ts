import type { SiteStatsParams } from "./params.ts";

export type SiteStatsPlan = SiteStatsParams;

export function planSiteStats(params: SiteStatsParams): SiteStatsPlan {
  return params;
}
