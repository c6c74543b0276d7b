import { type Aggregate, plain } from "./aggregate.ts";
import type { Query } from "./query.ts";
import { segmentFactorSql } from "./segment.ts";
import { type Sql, sql } from "./sql.ts";

/*
 * What counts become where a project is sampled (docs/semantics.md, Sampling). An event stands for as many
 * events as its factor says; a visitor or a session, seen whenever its most often kept event is, for as many as the
 * smallest factor of its events. Projects that were never sampled are counted plainly.
 */

/** How many events an event stands for. A segment's visitors are only those kept at the segment's factor. */
export function weightSql({ segment }: Query): Sql {
  if (segment === undefined) return sql`sample_factor`;
  return sql`greatest(sample_factor, ${segmentFactorSql(segment.segment, segment.asOf)})`;
}

export function eventCount(query: Query): Aggregate {
  return query.sampled === true ? plain(sql`sum`, weightSql(query)) : plain(sql`count`, sql``);
}

export function eventCountIf(query: Query, condition: Sql): Aggregate {
  return query.sampled === true
    ? plain(sql`sumIf`, sql`${weightSql(query)}, ${condition}`)
    : plain(sql`countIf`, condition);
}

export function visitorCount(query: Query): Aggregate {
  return query.sampled === true
    ? distinct(sql`visitor_hash`, weightSql(query))
    : plain(sql`uniqExact`, sql`visitor_hash`);
}

export function sessionCount(query: Query): Aggregate {
  return query.sampled === true
    ? distinct(sql`sipHash64(session_id)`, weightSql(query))
    : plain(sql`uniqExact`, sql`session_id`);
}

/**
 * The sum, over different things, of each one's smallest weight. The pairs of a hash and a weight are numbers, the hash
 * above: of those with the same hash, the first in order has the smallest weight. A set of numbers costs a quarter
 * of a map from things to weights.
 */
function distinct(hash: Sql, weight: Sql): Aggregate {
  return {
    ...plain(sql`groupUniqArray`, sql`bitOr(bitShiftLeft(toUInt128(${hash}), 32), ${weight})`),
    finish: (pairs) =>
      sql`arraySum(pair -> toUInt32(bitAnd(pair, 4294967295)), arrayCompact(pair -> bitShiftRight(pair, 32), arraySort(${pairs})))`,
  };
}
