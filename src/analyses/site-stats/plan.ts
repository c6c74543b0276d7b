import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { SiteStatsParams } from "./params.ts";

export type SiteStatsPlan = SiteStatsParams;

export function planSiteStats(params: SiteStatsParams, _now: EpochMs, facts: ProjectFacts): SiteStatsPlan {
  return { ...params, query: askedOf(params.query, facts) };
}
