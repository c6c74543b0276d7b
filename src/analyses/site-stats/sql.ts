import { eventCondition, isPageViewSql } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import type { SiteStatsPlan } from "./plan.ts";

export function siteStatsSql(plan: SiteStatsPlan): Record<string, Sql> {
  const condition = eventCondition(plan.query);
  return {
    totals: sql`SELECT countIf(${isPageViewSql}) AS views, uniqExact(visitor_hash) AS visitors FROM events WHERE ${condition}`,
    paths: sql`SELECT path AS item, count() AS events FROM events
  WHERE ${condition} AND ${isPageViewSql} AND path != '' GROUP BY item ORDER BY events DESC, item LIMIT ${integer(plan.topPaths)}`,
  };
}
