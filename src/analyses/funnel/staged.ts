import { type Sql, sql } from "../../query/sql.ts";

/**
 * Columns that build on one another, each in a SELECT around the one before. As aliases of one SELECT they would be
 * copied wherever they are used, and a funnel's steps, each of which uses the one before several times, would
 * make a statement of millions of parts.
 */
export function stagedSql(from: Sql, stages: readonly Sql[]): Sql {
  return stages.reduce((inner, columns) => sql`SELECT *, ${columns} FROM (\n${inner})`, from);
}
