import { describe, expect, test } from "bun:test";
import { hashOf, prefixOf } from "../src/access/key-text.ts";
import { inspectPostgres } from "../src/app/inspect-postgres.ts";
import { accountsContract } from "../src/catalog/accounts.contract.ts";
import { catalogContract } from "../src/catalog/catalog.contract.ts";
import { Catalog } from "../src/catalog/catalog.ts";
import { deletedProjectsContract } from "../src/catalog/deleted-projects.contract.ts";
import { organizationsContract } from "../src/catalog/organizations.contract.ts";
import { openPostgres } from "../src/catalog/postgres/open-postgres.ts";
import { systemClock } from "../src/kernel/clock.ts";
import { createIdSource } from "../src/kernel/ids.ts";
import { LocalServer } from "./harness/local-server.ts";
import { createDatabase, findPostgres } from "./harness/postgres.ts";

const server = await findPostgres();

describe.skipIf(server === null)("the catalog on PostgreSQL (needs a server on 127.0.0.1:5432)", () => {
  const newDatabase = async () => {
    const { url, drop } = await createDatabase(server!);
    return { open: () => openPostgres(url, () => {}), drop };
  };
  catalogContract(newDatabase);
  accountsContract(newDatabase);
  deletedProjectsContract(newDatabase);
  organizationsContract(newDatabase);

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

describe.skipIf(server === null)(
  "a platform with DATABASE_URL (needs a PostgreSQL on 127.0.0.1:5432)",
  () => {
    test("keeps projects and keys there, lets another process change them, and says so when it is gone", async () => {
      const { url, drop } = await createDatabase(server!);
      const empty = await inspectPostgres(url);
      expect(empty).toEqual({ ok: true, value: null });
      const platform = await LocalServer.start({ DATABASE_URL: url, TIDEMARK_OPEN: "no" });
      const beside = await Catalog.open({
        dialect: openPostgres(url, () => {}),
        clock: systemClock,
        ids: createIdSource(),
      });
      try {
        const text = `tmk_${"a".repeat(12)}_${"b".repeat(40)}`;
        const hash = Buffer.from(hashOf(text)).toString("hex");
        await beside.apiKeys.create({
          organization_id: "default",
          project_id: null,
          name: "from another process",
          prefix: prefixOf(text),
          hash,
          permissions: ["read", "admin"],
          origins: null,
          event_names: null,
          created_by: "test",
          expires_at: null,
          ingest_per_minute: null,
          reads_per_minute: null,
        });
        const key = { "X-API-Key": text };
        const made = await platform.post("/api/v1/projects", { name: "Shop" }, key);
        expect(made.status).toBe(201);
        expect((await beside.projects.list()).map(({ name }) => name)).toContain("Shop");
        expect(await inspectPostgres(url)).toEqual({ ok: true, value: { projects: 2 } });
        expect(await Bun.file(`${platform.folder}/catalog.db`).exists()).toBe(false);
        const catalogHealth = async () => {
          const { body } = await platform.get("/health");
          return (body as { parts: { catalog: { status: string } } }).parts.catalog.status;
        };
        expect(await catalogHealth()).toBe("ok");
        await beside.close();
        await drop();
        // Known keys stay in force, and the server tells that something is wrong.
        while ((await catalogHealth()) === "ok") await Bun.sleep(100);
        expect((await platform.get("/api/v1/projects", key)).status).toBe(200);
        expect(await inspectPostgres(url)).toMatchObject({ ok: false });
      } finally {
        await platform.stop();
      }
    }, 30_000);
  },
);
