import type { Analysis } from "../analysis.ts";
import { type SiteStatsParams, siteStatsParams } from "./params.ts";
import { type SiteStatsPlan, planSiteStats } from "./plan.ts";
import { type SiteStats, shapeSiteStats } from "./shape.ts";
import { siteStatsSql } from "./sql.ts";

export const siteStats: Analysis<SiteStatsParams, SiteStatsPlan, SiteStats> = {
  name: "site-stats",
  params: siteStatsParams,
  plan: planSiteStats,
  sql: siteStatsSql,
  shape: shapeSiteStats,
};
