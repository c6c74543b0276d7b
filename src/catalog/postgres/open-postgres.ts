import { type Dialect, PostgresDialect } from "kysely";
import { Pool, TypeOverrides, types } from "pg";

/** The catalog on a PostgreSQL server: `postgres://user:password@host:5432/database`. */
export function openPostgres(url: string, onError: (cause: Error) => void): Dialect {
  const overrides = new TypeOverrides();
  // Times and counts stay far below 2^53; the driver gives them as text otherwise.
  overrides.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({
    connectionString: url,
    types: overrides,
    max: connectionsMax,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    application_name: "tidemark",
  });
  // A connection that breaks while nobody uses it is replaced; unheard, it would end the process.
  pool.on("error", onError);
  return new PostgresDialect({ pool });
}

/** The catalog is asked for what changes rarely; the hot paths read it from memory. */
const connectionsMax = 10;
const connectMs = 10_000;
const statementMs = 30_000;
