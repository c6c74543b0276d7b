import { allOf } from "../../query/filter.ts";
import { periodConditions } from "../../query/query.ts";
import { type Sql, sql, texts } from "../../query/sql.ts";
import type { KnownEventsPlan } from "./plan.ts";

/** One statement for each group of ids. */
export function knownEventsSql({ period, groups }: KnownEventsPlan): Record<string, Sql> {
  const inPeriod = allOf(periodConditions(period, sql`time`));
  return Object.fromEntries(
    groups.map((eventIds, index) => [
      `known${index}`,
      sql`SELECT DISTINCT event_id FROM events WHERE ${inPeriod} AND event_id IN ${texts(eventIds)}`,
    ]),
  );
}
