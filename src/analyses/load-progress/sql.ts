import { propertyText } from "../../query/columns.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import type { LoadProgressPlan } from "./plan.ts";

/** A site's day is what the engine brief aggregates by; events of no site belong to the empty one. */
export function loadProgressSql(plan: LoadProgressPlan): Record<string, Sql> {
  return {
    loaded: sql`SELECT count() AS events, uniqExact((ifNull(${propertyText("site_id")}, ''), toDate(time))) AS site_days
  FROM events WHERE seq >= ${integer(plan.fromSeq)} AND seq < ${integer(plan.toSeq)}`,
  };
}
