import { isKeptAtSql, largestFactorSql } from "./kept.ts";
import type { Query } from "./query.ts";
import { type Sql, sql } from "./sql.ts";
import { weightSql } from "./weight.ts";

/**
 * For questions about what visitors did one thing after another, or did not do. Where a project is sampled, that is
 * known of those visitors only of whom everything relevant was kept: those kept at the largest factor among
 * the events that the question reads. They are a plain sample of all, one in so many.
 */
export interface WholeVisitors {
  /** Restricts the events that are read to these visitors'; begins with AND, empty where all are. */
  readonly only: Sql;
  /** One in how many visitors they are. */
  readonly factor: Sql;
  /** A number of visitors, or of what they have, as an estimate for all. */
  scaled(count: Sql): Sql;
}

/** `read` is the condition of the events that the question reads, in terms of the source's columns. */
export function wholeVisitors(query: Query, read: Sql): WholeVisitors {
  if (query.sampled !== true) return { only: sql``, factor: sql`1`, scaled: (count) => count };
  const factor = largestFactorSql(weightSql(query), read);
  return {
    only: sql` AND ${isKeptAtSql(factor)}`,
    factor,
    scaled: (count) => sql`${count} * ${factor}`,
  };
}
