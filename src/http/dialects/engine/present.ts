import { z } from "zod";
import type { SiteStats } from "../../../analyses/site-stats/shape.ts";

export const statsAnswer = z.object({
  site_id: z.string(),
  date: z.string().nullable().describe("Null for all-time statistics"),
  total_views: z.number().int(),
  unique_users: z.number().int(),
  top_paths: z.array(z.object({ path: z.string(), views: z.number().int() })),
});

export function presentStats(
  siteId: string,
  date: string | undefined,
  stats: SiteStats,
): z.infer<typeof statsAnswer> {
  return {
    site_id: siteId,
    date: date ?? null,
    total_views: stats.views,
    unique_users: stats.visitors,
    top_paths: stats.paths.map(({ value, events }) => ({ path: value, views: events })),
  };
}
