import { z } from "zod";
import type { Query } from "../../query/query.ts";

/** Views, users and the most viewed paths of one site. */
export interface SiteStatsParams {
  readonly query: Query;
  readonly topPaths: number;
}

export const siteStatsParams: z.ZodType<SiteStatsParams> = z.object({
  query: z.custom<Query>(),
  topPaths: z.number().int().min(1).max(1_000),
});
