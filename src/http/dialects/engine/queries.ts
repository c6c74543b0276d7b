import { z } from "zod";
import type { SiteStatsParams } from "../../../analyses/site-stats/params.ts";
import { dayMs } from "../../../kernel/clock.ts";
import { everything } from "../../../query/query.ts";
import { dayParam, flagParam, textParam } from "../../params.ts";
import { siteProperty } from "./parse.ts";

export const statsParams = z.object({
  site_id: textParam,
  date: dayParam.optional(),
  includeBots: flagParam,
});

/** A day is a UTC day; without one, all time. */
export function siteStatsQuery(params: z.infer<typeof statsParams>): SiteStatsParams {
  const from = params.date === undefined ? undefined : Date.parse(params.date);
  return {
    query: {
      ...everything,
      period: from === undefined ? {} : { from, to: from + dayMs },
      filters: [{ field: { property: siteProperty }, operator: "eq", value: params.site_id }],
      includeBots: params.includeBots,
    },
    topPaths: 10,
  };
}
