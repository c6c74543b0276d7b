import { describe, expect, test } from "bun:test";
import { accountsContract } from "../src/catalog/accounts.contract.ts";
import { catalogContract } from "../src/catalog/catalog.contract.ts";
import { Catalog } from "../src/catalog/catalog.ts";
import { openPostgres } from "../src/catalog/postgres/open-postgres.ts";
import { systemClock } from "../src/kernel/clock.ts";
import { createIdSource } from "../src/kernel/ids.ts";
import { createDatabase, findPostgres } from "./harness/postgres.ts";

const server = await findPostgres();

describe.skipIf(server === null)("the catalog on PostgreSQL (needs a server on 127.0.0.1:5432)", () => {
  const newDatabase = async () => {
    const { url, drop } = await createDatabase(server!);
    return { open: () => openPostgres(url, () => {}), drop };
  };
  catalogContract(newDatabase);
  accountsContract(newDatabase);

  test("servers that start at the same time on a new database make the tables once", async () => {
    const { url, drop } = await createDatabase(server!);
    const open = () =>
      Catalog.open({ dialect: openPostgres(url, () => {}), clock: systemClock, ids: createIdSource() });
    const catalogs = await Promise.all([open(), open(), open()]);
    for (const catalog of catalogs) {
      expect((await catalog.projects.list()).map(({ id }) => id)).toEqual(["default"]);
      await catalog.close();
    }
    await drop();
  });
});
