import { Client } from "pg";
import { type Result, err, ok } from "../kernel/result.ts";
import type { CatalogInspection } from "./inspect-databases.ts";

/** The catalog on its server; null when its tables are not made yet. The error is what the server, or the network, says. */
export async function inspectPostgres(url: string): Promise<Result<CatalogInspection | null, string>> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 5_000,
  });
  // The connection may break at any moment; the query under way says so too.
  client.on("error", () => {});
  try {
    await client.connect();
    const tables = await client.query<{ there: boolean }>(
      "SELECT to_regclass('projects') IS NOT NULL AS there",
    );
    if (tables.rows[0]?.there !== true) return ok(null);
    const found = await client.query<{ count: number }>("SELECT count(*)::integer AS count FROM projects");
    return ok({ projects: found.rows[0]?.count ?? 0 });
  } catch (cause) {
    return err(cause instanceof Error && cause.message !== "" ? cause.message : String(cause));
  } finally {
    await client.end().catch(() => {});
  }
}
