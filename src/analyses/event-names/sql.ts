import { aggregateSql } from "../../query/aggregate.ts";
import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import { eventCount } from "../../query/weight.ts";
import { boundOfCount } from "../bound.ts";
import type { EventNamesPlan } from "./plan.ts";

export function eventNamesSql({ query, limit }: EventNamesPlan): Record<string, Sql> {
  return {
    names: sql`SELECT toString(name) AS item, ${aggregateSql(eventCount(query))} AS events,
    min(toUnixTimestamp64Milli(time)) AS first_at, max(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE ${eventCondition(query)} GROUP BY item ORDER BY events DESC, item LIMIT ${integer(limit)}`,
    ...boundOfCount(query, { of: "events" }),
  };
}
