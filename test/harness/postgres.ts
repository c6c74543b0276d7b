import { randomUUID } from "node:crypto";
import { Client } from "pg";

/** A database of its own on the PostgreSQL server of this machine. */
export interface PostgresDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * The server that `TIDEMARK_TEST_POSTGRES` names, else the one on the standard port of this machine
 * that lets us in without a password; null when none answers.
 */
export async function findPostgres(): Promise<string | null> {
  const given = process.env["TIDEMARK_TEST_POSTGRES"];
  const urls = given === undefined ? ["postgres", "root"].map(localUrl) : [given];
  for (const url of urls) if (await answers(url)) return url;
  return null;
}

export async function createDatabase(server: string): Promise<PostgresDatabase> {
  const name = `tidemark_test_${randomUUID().replaceAll("-", "")}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

function localUrl(user: string): string {
  return `postgres://${user}@127.0.0.1:5432/postgres`;
}

async function answers(url: string): Promise<boolean> {
  try {
    await run(url, "SELECT 1");
    return true;
  } catch {
    return false;
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
