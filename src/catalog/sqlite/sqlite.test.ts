import { describe } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogContract } from "../catalog.contract.ts";
import { openSqlite } from "./open-sqlite.ts";

describe("the catalog in a SQLite file", () => {
  catalogContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-catalog-"));
    return {
      open: () => openSqlite(join(folder, "catalog.db")),
      drop: () => rm(folder, { recursive: true }),
    };
  });
});
