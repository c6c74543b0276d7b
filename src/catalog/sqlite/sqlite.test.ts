import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, Migrator, sql } from "kysely";
import { accountsContract } from "../accounts.contract.ts";
import { type TestDatabase, catalogContract } from "../catalog.contract.ts";
import { deletedProjectsContract } from "../deleted-projects.contract.ts";
import { organizationsContract } from "../organizations.contract.ts";
import { openSqlite } from "./open-sqlite.ts";

async function newDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-catalog-"));
  return {
    open: () => openSqlite(join(folder, "catalog.db")),
    drop: () => rm(folder, { recursive: true }),
  };
}

describe("the catalog in a SQLite file", () => {
  catalogContract(newDatabase);
  accountsContract(newDatabase);
  deletedProjectsContract(newDatabase);
  organizationsContract(newDatabase);
});

test("a migration that is cut short leaves nothing behind, and runs again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-catalog-"));
  const db = new Kysely<unknown>({ dialect: openSqlite(join(folder, "catalog.db")) });
  const migrate = async (isCut: boolean) => {
    const up = async (schema: Kysely<unknown>): Promise<void> => {
      await schema.schema.createTable("things").addColumn("id", "text").execute();
      if (isCut) throw new Error("cut short");
    };
    return new Migrator({
      db,
      provider: { getMigrations: async () => ({ "001-things": { up } }) },
    }).migrateToLatest();
  };
  expect((await migrate(true)).error).toEqual(new Error("cut short"));
  expect((await migrate(false)).error).toBeUndefined();
  await db.destroy();
  await rm(folder, { recursive: true });
});

test("a transaction that a full disk has ended says so", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-catalog-"));
  const db = new Kysely<unknown>({ dialect: openSqlite(join(folder, "catalog.db")) });
  await sql`CREATE TABLE things (bytes BLOB)`.execute(db);
  await sql`PRAGMA max_page_count = 16`.execute(db);
  const write = async (size: number) =>
    db.transaction().execute((trx) => sql`INSERT INTO things VALUES (zeroblob(${size}))`.execute(trx));
  await expect(write(1e6)).rejects.toMatchObject({ code: "SQLITE_FULL" });
  // And the next one works.
  await write(10);
  await db.destroy();
  await rm(folder, { recursive: true });
});
