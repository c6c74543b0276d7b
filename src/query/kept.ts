import { type Sql, sql } from "./sql.ts";

/**
 * Whether sampling at a factor keeps the visitor: by the number that intake decides by (src/enrich/sample.ts), in the
 * same floating-point steps. Whom a factor keeps, every smaller one keeps too.
 */
export function isKeptAtSql(factor: Sql): Sql {
  return sql`toFloat64(xxHash64(concat('sample ', toString(lengthUTF8(project_id)), ' ', project_id, visitor_id))) * ${factor} < 18446744073709551616.`;
}

/** The largest factor among the events that fulfil a condition; 1 without any. `weight` is that of each. */
export function largestFactorSql(weight: Sql, condition: Sql): Sql {
  return sql`assumeNotNull((SELECT greatest(max(${weight}), 1) FROM events WHERE ${condition}))`;
}
