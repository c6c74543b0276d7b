import type { Buckets } from "./interval.ts";
import { type Sql, integer, integers, sql } from "./sql.ts";

/**
 * The start of the bucket that a time lies in, as epoch milliseconds. Buckets of one length are found by
 * a division; others, such as days around a change of the clock, by a search in their list.
 * The times must lie within the buckets.
 */
export function bucketSql(buckets: Buckets, epochMs: Sql): Sql {
  const lengthMs = commonLength(buckets);
  const first = integer(buckets.starts[0] ?? 0);
  if (lengthMs === null) return sql`roundDown(${epochMs}, ${integers(buckets.starts)})`;
  const length = integer(lengthMs);
  return sql`intDiv(${epochMs} - ${first}, ${length}) * ${length} + ${first}`;
}

export const eventMsSql: Sql = sql`toUnixTimestamp64Milli(events.time)`;

/** The same for a rollup's bucket column. */
export const rollupMsSql: Sql = sql`toInt64(toUnixTimestamp(bucket)) * 1000`;

/** The same for the day column of the visitors of UTC days. */
export const dayMsSql: Sql = sql`toInt64(toUnixTimestamp(toDateTime(day, 'UTC'))) * 1000`;

function commonLength({ starts, end }: Buckets): number | null {
  // No time lies in no bucket; any length but 0 is a division that works.
  if (starts.length === 0) return 1;
  const ends = [...starts.slice(1), end];
  const length = (ends[0] ?? 1) - (starts[0] ?? 0);
  return starts.every((start, index) => ends[index]! - start === length) ? length : null;
}
