import { bucketSql, dayMsSql, eventMsSql } from "../../query/bucket-sql.ts";
import { dayCondition, eventCondition } from "../../query/query.ts";
import { type Sql, integer, integers, sql } from "../../query/sql.ts";
import { type ActiveUsersPlan, monthDaysCount, weekDaysCount } from "./plan.ts";

/**
 * A visitor's active days d1 < d2 < … make them one of the week's visitors from each d up to the next
 * active day, but for 7 days at most, so those spans never overlap. Each span is a change of +1 at its
 * start and −1 at its end; `shape` adds the changes up. The same with 30 days for the month.
 */
export function activeUsersSql({ query, days, dates, readsFrom }: ActiveUsersPlan): Record<string, Sql> {
  if (days.starts.length === 0) return {};
  const isFromDays = readsFrom === "days";
  const source = isFromDays
    ? sql`visitors_1d WHERE ${dayCondition(query)}`
    : sql`events WHERE ${eventCondition(query)}`;
  const day = sql`transform(${bucketSql(days, isFromDays ? dayMsSql : eventMsSql)}, ${integers(days.starts)}, ${integers(dates)}, toInt64(0))`;
  return {
    changes: sql`SELECT change.1 AS day, sum(change.2) AS dau, sum(change.3) AS week, sum(change.4) AS month
  FROM (
    SELECT arraySort(groupUniqArray(${day})) AS active, arrayPushBack(arrayPopFront(active), ${integer(neverAgain)}) AS next,
      arrayJoin(arrayFlatten(arrayMap((this, that) -> [
        (this, 1, 1, 1),
        (least(that, this + ${integer(weekDaysCount)}), 0, -1, 0),
        (least(that, this + ${integer(monthDaysCount)}), 0, 0, -1)
      ], active, next))) AS change
    FROM ${source} GROUP BY visitor_hash
  )
  GROUP BY day ORDER BY day`,
  };
}

/** Beyond any day of any question. */
const neverAgain = 1_000_000;
