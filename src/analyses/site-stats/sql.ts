import { aggregateSql } from "../../query/aggregate.ts";
import { eventCondition, isPageViewSql } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import { eventCount, eventCountIf, visitorCount } from "../../query/weight.ts";
import type { SiteStatsPlan } from "./plan.ts";

export function siteStatsSql({ query, topPaths }: SiteStatsPlan): Record<string, Sql> {
  const condition = eventCondition(query);
  return {
    totals: sql`SELECT ${aggregateSql(eventCountIf(query, isPageViewSql))} AS views, ${aggregateSql(visitorCount(query))} AS visitors FROM events WHERE ${condition}`,
    paths: sql`SELECT path AS item, ${aggregateSql(eventCount(query))} AS events FROM events
  WHERE ${condition} AND ${isPageViewSql} AND path != '' GROUP BY item ORDER BY events DESC, item LIMIT ${integer(topPaths)}`,
  };
}
