import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, Migrator } from "kysely";
import { accountsContract } from "../accounts.contract.ts";
import { type TestDatabase, catalogContract } from "../catalog.contract.ts";
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
