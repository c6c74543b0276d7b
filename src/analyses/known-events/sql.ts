import { allOf } from "../../query/filter.ts";
import { eventPeriodConditions } from "../../query/period.ts";
import { type Sql, integer, sql, texts } from "../../query/sql.ts";
import type { KnownEventsPlan } from "./plan.ts";

/** One statement for each group of ids. */
export function knownEventsSql({ period, seqBefore, groups }: KnownEventsPlan): Record<string, Sql> {
  const conditions = eventPeriodConditions(period);
  if (seqBefore !== undefined) conditions.push(sql`seq < ${integer(seqBefore)}`);
  const mayHold = allOf(conditions);
  return Object.fromEntries(
    groups.map((eventIds, index) => [
      `known${index}`,
      sql`SELECT DISTINCT event_id FROM events WHERE ${mayHold} AND event_id IN ${texts(eventIds)}`,
    ]),
  );
}
