import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createIdSource } from "../kernel/ids.ts";
import type { NewApiKey } from "./api-keys.ts";
import type { TestDatabase } from "./catalog.contract.ts";
import { Catalog } from "./catalog.ts";
import { projectDeletionKind } from "./jobs.ts";

/** What every implementation of the catalog does alike with what deleted projects leave behind. */
export function deletedProjectsContract(create: () => Promise<TestDatabase>): void {
  let database: TestDatabase;
  let catalog: Catalog;

  beforeAll(async () => {
    database = await create();
    catalog = await Catalog.open({
      dialect: database.open(),
      clock: { now: () => 7 },
      ids: createIdSource(),
    });
  });

  afterAll(async () => {
    await catalog.close();
    await database.drop();
  });

  const person = { kind: "export", subject: "5f", created_by: "open" };
  let prefixes = 0;

  function keyOf(project_id: string): NewApiKey {
    const nothing = { origins: null, event_names: null, ingest_per_minute: null, reads_per_minute: null };
    const prefix = `tmk_deleted${prefixes++}`;
    const who = { organization_id: "default", created_by: "open", expires_at: null, name: "k" };
    return { ...nothing, ...who, project_id, prefix, hash: "00", permissions: ["ingest"] };
  }

  /** With a row in each table, of two servers. */
  async function fullProject(): Promise<string> {
    const { id } = (await catalog.projects.create("default", "Full"))!;
    await catalog.projects.changeSettings(id, () => ({ after: { set: true }, result: true }));
    await catalog.funnels.create(id, "F", {});
    await catalog.segments.create(id, "S", {});
    await catalog.apiKeys.create(keyOf(id));
    await catalog.marks.advance(id, "m", 3);
    await catalog.usage.book("log-a", "2026-11", [{ project_id: id, events: 3 }]);
    for (const log_id of ["log-a", "log-b"]) {
      await catalog.jobs.create({ ...person, id: catalog.jobs.newId(), project_id: id, log_id });
    }
    return id;
  }

  const all = { funnels: 1, segments: 1, api_keys: 1, marks: 1, usage_months: 1, usage_sources: 1 };
  const none = { funnels: 0, segments: 0, api_keys: 0, marks: 0, usage_months: 0, usage_sources: 0 };

  describe("a deleted project", () => {
    test("has one job on each server, made once", async () => {
      const id = await fullProject();
      await catalog.jobs.createForDeletedProjects("log-a");
      expect(await catalog.jobs.ofProject(id, [projectDeletionKind])).toEqual([]);
      await catalog.projects.delete(id);
      for (const log of ["log-a", "log-a", "log-b"]) await catalog.jobs.createForDeletedProjects(log);
      const jobs = await catalog.jobs.ofProject(id, [projectDeletionKind]);
      expect(new Set(jobs.map(({ log_id }) => log_id))).toEqual(new Set(["log-a", "log-b"]));
      expect(jobs).toHaveLength(2);
      const open = await catalog.jobs.open("log-b");
      expect(open.map(({ kind }) => kind).toSorted()).toEqual(["export", projectDeletionKind]);
    });

    test("is erased to its id: every row that it owned, and nobody else's", async () => {
      const [id, other] = [await fullProject(), await fullProject()];
      expect(await catalog.projects.countOwned(id)).toEqual(all);
      await catalog.projects.delete(id);
      expect(await catalog.projects.deleted(id)).toEqual({ id, organization_id: "default", deleted_at: 7 });
      for (let time = 0; time < 2; time++) await catalog.projects.eraseOwned(id, "log-a");
      expect(await catalog.projects.countOwned(id)).toEqual(none);
      expect(await catalog.projects.countOwned(other)).toEqual(all);
      expect((await catalog.jobs.ofProject(id, ["export"])).map(({ log_id }) => log_id)).toEqual(["log-b"]);
      expect(await catalog.jobs.ofProject(other, ["export"])).toHaveLength(2);
      await catalog.projects.ensure(id, "default", "Again");
      expect(await catalog.projects.get(id)).toBeNull();
    });

    test("gets nothing new, however late it comes", async () => {
      const { id } = (await catalog.projects.create("default", "Late"))!;
      await catalog.projects.delete(id);
      expect(await catalog.funnels.create(id, "F", {})).toBeNull();
      expect(await catalog.apiKeys.create(keyOf(id))).toBeNull();
      const job = { ...person, id: catalog.jobs.newId(), project_id: id, log_id: "log-a" };
      expect(await catalog.jobs.create(job)).toBeNull();
      await catalog.usage.book("log-a", "2026-11", [{ project_id: id, events: 3 }]);
      expect(await catalog.projects.countOwned(id)).toEqual(none);
    });

    test("has no usable keys from the moment on", async () => {
      const { id } = (await catalog.projects.create("default", "Keys"))!;
      const key = (await catalog.apiKeys.create(keyOf(id)))!;
      const isUsable = async () => (await catalog.apiKeys.usable()).some((one) => one.id === key.id);
      expect(await isUsable()).toBe(true);
      await catalog.projects.delete(id);
      expect(await isUsable()).toBe(false);
    });

    test("that is there is not erased", async () => {
      const id = await fullProject();
      const erased = catalog.projects.eraseOwned(id, "log-a");
      expect(erased).rejects.toThrow("deleted project");
      await erased.catch(() => {});
      expect(await catalog.projects.deleted(id)).toBeNull();
      expect(await catalog.projects.countOwned(id)).toEqual(all);
    });
  });
}
