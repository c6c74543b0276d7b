import type { SiteStats } from "../../../analyses/site-stats/shape.ts";

/** `date` is null for all-time statistics. */
export function presentStats(siteId: string, date: string | undefined, stats: SiteStats) {
  return {
    site_id: siteId,
    date: date ?? null,
    total_views: stats.views,
    unique_users: stats.visitors,
    top_paths: stats.paths.map(({ value, events }) => ({ path: value, views: events })),
  };
}
