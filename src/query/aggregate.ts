import { type Sql, sql } from "./sql.ts";

/** One of ClickHouse's aggregate functions, so that its states can be put together as well. */
export interface Aggregate {
  readonly name: Sql;
  /** In parentheses; empty for most. */
  readonly parameters: Sql;
  readonly of: Sql;
  /** What is made of the function's result. */
  readonly finish: (result: Sql) => Sql;
}

export function plain(name: Sql, of: Sql): Aggregate {
  return { name, parameters: sql``, of, finish: (result) => result };
}

export function aggregateSql({ name, parameters, of, finish }: Aggregate): Sql {
  return finish(sql`${name}${parameters}(${of})`);
}

/** What groups can be merged from: the visitors themselves, say, where the aggregate is their number. */
export function stateSql({ name, parameters, of }: Aggregate): Sql {
  return sql`${name}State${parameters}(${of})`;
}

/** The aggregate of everything that went into the states. */
export function mergeSql({ name, parameters, finish }: Aggregate, state: Sql): Sql {
  return finish(sql`${name}Merge${parameters}(${state})`);
}

/** The aggregate of one state. */
export function finalSql({ finish }: Aggregate, state: Sql): Sql {
  return finish(sql`finalizeAggregation(${state})`);
}
