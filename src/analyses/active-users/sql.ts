import { bucketSql, dayMsSql, eventMsSql } from "../../query/bucket-sql.ts";
import { eventCondition } from "../../query/query.ts";
import { visitorRows } from "../../query/rollup-rows.ts";
import { type Sql, integer, integers, sql } from "../../query/sql.ts";
import { weightSql } from "../../query/weight.ts";
import { boundOfCount, boundOfDays } from "../bound.ts";
import { type ActiveUsersPlan, monthDaysCount, weekDaysCount } from "./plan.ts";

/**
 * A visitor's active days d1 < d2 < … make them one of the week's visitors from each d up to the next
 * active day, but for 7 days at most, so those spans never overlap. Each span is a change of +1 at its
 * start and −1 at its end; `shape` adds the changes up. The same with 30 days for the month.
 *
 * Where the project is sampled, a span counts for more than one: see `levels`.
 */
export function activeUsersSql(plan: ActiveUsersPlan): Record<string, Sql> {
  const { query, days, dates, readsFrom } = plan;
  if (days.starts.length === 0) return {};
  const isFromDays = readsFrom === "days";
  const source = isFromDays ? visitorRows(query) : sql`events WHERE ${eventCondition(query)}`;
  const day = sql`transform(${bucketSql(days, isFromDays ? dayMsSql : eventMsSql)}, ${integers(days.starts)}, ${integers(dates)}, toInt64(0))`;
  const { active, weight, from } =
    query.sampled === true
      ? levels(day, isFromDays ? sql`sample_factor` : weightSql(query), source)
      : {
          active: sql`arraySort(groupUniqArray(${day}))`,
          weight: sql`1`,
          from: sql`${source} GROUP BY visitor_hash`,
        };
  return {
    changes: sql`SELECT change.1 AS day, sum(change.2) AS dau, sum(change.3) AS week, sum(change.4) AS month
  FROM (
    SELECT ${active} AS active, arrayPushBack(arrayPopFront(active), ${integer(neverAgain)}) AS next,
      arrayJoin(arrayFlatten(arrayMap((this, that) -> [
        (this, ${weight}, ${weight}, ${weight}),
        (least(that, this + ${integer(weekDaysCount)}), 0, -${weight}, 0),
        (least(that, this + ${integer(monthDaysCount)}), 0, 0, -${weight})
      ], active, next))) AS change
    FROM ${from}
  )
  GROUP BY day ORDER BY day`,
    ...(isFromDays ? boundOfDays(query, source) : boundOfCount(query, { of: "visitors" })),
  };
}

/**
 * A visitor counts in a span of days for the smallest factor of the days in it. With a visitor's factors f1 < f2 < … that
 * smallest one is the sum, over each f, of f − the next one (the last f itself) if a day of at most f lies in the
 * span. So each of them is like a visitor of its own, with the days of at most f and that weight.
 */
function levels(day: Sql, factor: Sql, source: Sql): { active: Sql; weight: Sql; from: Sql } {
  return {
    active: sql`arraySort(arrayDistinct(arrayMap(one -> one.1, arrayFilter(one -> one.2 <= level.1, days))))`,
    weight: sql`(toInt64(level.1) - toInt64(level.2))`,
    from: sql`(
      SELECT groupUniqArray((${day}, ${factor})) AS days, arraySort(arrayDistinct(arrayMap(one -> one.2, days))) AS factors,
        arrayJoin(arrayZip(factors, arrayPushBack(arrayPopFront(factors), 0))) AS level
      FROM ${source} GROUP BY visitor_hash
    )`,
  };
}

/** Beyond any day of any question. */
const neverAgain = 1_000_000;
