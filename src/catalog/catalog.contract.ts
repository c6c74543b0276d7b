import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Dialect } from "kysely";
import { createIdSource } from "../kernel/ids.ts";
import type { ApiKey, NewApiKey } from "./api-keys.ts";
import { Catalog } from "./catalog.ts";

/** A database of its own for one run of the suite. */
export interface TestDatabase {
  /** Connects, each time anew. */
  open(): Dialect;
  drop(): Promise<void>;
}

/** What every implementation of the catalog does alike. */
export function catalogContract(create: () => Promise<TestDatabase>): void {
  let database: TestDatabase;
  let catalog: Catalog;
  let now = 1_000;
  const options = () => ({
    dialect: database.open(),
    clock: { now: () => now },
    ids: createIdSource(),
  });

  beforeAll(async () => {
    database = await create();
    catalog = await Catalog.open(options());
  });

  afterAll(async () => {
    await catalog.close();
    await database.drop();
  });

  describe("organizations and projects", () => {
    test("begin with the default ones", async () => {
      expect(await catalog.organizations.list()).toEqual([
        { id: "default", name: "Default organization", created_at: 1_000 },
      ]);
      expect(await catalog.projects.list()).toEqual([
        {
          id: "default",
          organization_id: "default",
          name: "Default project",
          settings: {},
          created_at: 1_000,
          sampled_since: null,
        },
      ]);
    });

    test("of a new customer are made together", async () => {
      const before = await catalog.revisions.current();
      const { organization, project } = await catalog.organizations.create("Customer", "First");
      expect(organization).toEqual({ id: expect.stringMatching(/^org_/), name: "Customer", created_at: now });
      expect(project.organization_id).toBe(organization.id);
      expect(await catalog.organizations.list()).toContainEqual(organization);
      expect(await catalog.projects.get(project.id)).toEqual(project);
      expect(await catalog.revisions.current()).toBeGreaterThan(before);
      await catalog.projects.delete(project.id);
    });

    test("are made, found, renamed and deleted, and each change raises the revision", async () => {
      const { projects, revisions } = catalog;
      const seen = [await revisions.current()];
      const made = (await projects.create("default", "Shop"))!;
      seen.push(await revisions.current());
      expect(await projects.get(made.id)).toEqual(made);
      expect(await projects.rename(made.id, "Shop 2")).toBe(true);
      seen.push(await revisions.current());
      expect((await projects.get(made.id))?.name).toBe("Shop 2");
      expect(await projects.delete(made.id)).toBe(true);
      seen.push(await revisions.current());
      expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
      expect(await projects.get(made.id)).toBeNull();
      expect((await projects.list()).map(({ id }) => id)).toEqual(["default"]);
    });

    test("a deleted project can neither be changed nor made again under its id", async () => {
      const { projects } = catalog;
      const { id } = (await projects.create("default", "Gone"))!;
      await projects.delete(id);
      const revision = await catalog.revisions.current();
      expect(await projects.delete(id)).toBe(false);
      expect(await projects.rename(id, "Back")).toBe(false);
      expect(await projects.changeSettings(id, () => ({ after: {}, result: 1 }))).toBeNull();
      await projects.ensure(id, "default", "Back");
      expect(await projects.get(id)).toBeNull();
      expect(await catalog.revisions.current()).toBe(revision);
    });

    test("settings are replaced as a whole, and changes at the same time are all kept", async () => {
      const { id } = (await catalog.projects.create("default", "Counted"))!;
      const countUp = (before: unknown) => {
        const count = ((before as { count?: number }).count ?? 0) + 1;
        return { after: { count }, result: count };
      };
      const results = await Promise.all(
        Array.from({ length: 8 }, () => catalog.projects.changeSettings(id, countUp)),
      );
      expect(results.map((result) => result!).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect((await catalog.projects.get(id))?.settings).toEqual({ count: 8 });
    });

    test("that a project was sampled once is remembered for good, with the first time", async () => {
      const { id } = (await catalog.projects.create("default", "Sampled"))!;
      const sampledSince = async () => (await catalog.projects.get(id))?.sampled_since;
      const change = (samples: boolean) =>
        catalog.projects.changeSettings(id, () => ({ after: {}, result: 1, samples }));
      await change(false);
      expect(await sampledSince()).toBeNull();
      await change(true);
      expect(await sampledSince()).toBe(now);
      now += 1_000;
      await change(true);
      await change(false);
      expect(await sampledSince()).toBe(now - 1_000);
      expect((await catalog.projects.list()).find((project) => project.id === id)?.sampled_since).toBe(
        now - 1_000,
      );
    });

    test("a change of settings that fails changes nothing", async () => {
      const { id } = (await catalog.projects.create("default", "Careful"))!;
      const failing = catalog.projects.changeSettings(id, () => {
        throw new Error("no");
      });
      expect(failing).rejects.toThrow("no");
      await failing.catch(() => {});
      expect((await catalog.projects.get(id))?.settings).toEqual({});
    });
  });

  describe("API keys", () => {
    test("are kept as they were made", async () => {
      const made = await madeKey(
        newKey({ origins: ["https://a.example"], event_names: [], reads_per_minute: 7 }),
      );
      expect(await catalog.apiKeys.get(made.id)).toEqual(made);
      expect(made).toMatchObject({
        created_at: now,
        revoked_at: null,
        last_used_at: null,
        origins: ["https://a.example"],
      });
      expect(await catalog.apiKeys.get("key_unknown")).toBeNull();
    });

    test("no two have one prefix", async () => {
      const key = newKey();
      await catalog.apiKeys.create(key);
      const revision = await catalog.revisions.current();
      const second = catalog.apiKeys.create(key);
      expect(second).rejects.toThrow();
      await second.catch(() => {});
      expect(await catalog.revisions.current()).toBe(revision);
    });

    test("are usable until they expire or are revoked, and listed for ever", async () => {
      const { id: project } = (await catalog.projects.create("default", "Keys"))!;
      const forEver = await madeKey(newKey({ project_id: project }));
      const short = await madeKey(newKey({ project_id: project, expires_at: now + 10 }));
      const revoked = await madeKey(newKey({ project_id: project }));
      expect(await usableOf(project)).toEqual([forEver.id, short.id, revoked.id].toSorted());
      expect(await catalog.apiKeys.revoke(revoked.id)).toBe(true);
      expect(await catalog.apiKeys.revoke(revoked.id)).toBe(false);
      now += 10;
      expect(await usableOf(project)).toEqual([forEver.id]);
      const listed = (await catalog.apiKeys.list("default", project)).filter(
        (key) => key.project_id === project,
      );
      expect(listed.map(({ id }) => id).toSorted()).toEqual([forEver.id, short.id, revoked.id].toSorted());
    });

    test("are listed by organization: keys for all of its projects, and never another's", async () => {
      await catalog.organizations.ensure("other", "Other");
      const foreign = await madeKey(newKey({ organization_id: "other", project_id: null }));
      const own = await madeKey(newKey({ project_id: null }));
      const ids = (await catalog.apiKeys.list("default", "default")).map(({ id }) => id);
      expect(ids).toContain(own.id);
      expect(ids).not.toContain(foreign.id);
    });

    test("are replaced once, with an end for the old one", async () => {
      const old = await madeKey(newKey());
      const next = await catalog.apiKeys.replace(old.id, newKey(), now + 500);
      expect(await catalog.apiKeys.get(old.id)).toMatchObject({
        expires_at: now + 500,
        replaced_by: next!.id,
      });
      expect(await catalog.apiKeys.replace(old.id, newKey(), now + 900)).toBeNull();
      expect((await catalog.apiKeys.get(old.id))?.expires_at).toBe(now + 500);
    });

    test("remember their latest use, and that moves no revision", async () => {
      const { id } = await madeKey(newKey());
      const revision = await catalog.revisions.current();
      await catalog.apiKeys.touch(new Map([[id, 5_000]]));
      await catalog.apiKeys.touch(new Map([[id, 4_000]]));
      await catalog.apiKeys.touch(new Map());
      expect((await catalog.apiKeys.get(id))?.last_used_at).toBe(5_000);
      expect(await catalog.revisions.current()).toBe(revision);
    });

    async function madeKey(key: NewApiKey): Promise<ApiKey> {
      const made = await catalog.apiKeys.create(key);
      if (made === null) throw new Error("the project is there");
      return made;
    }

    async function usableOf(project: string): Promise<string[]> {
      const keys = await catalog.apiKeys.usable();
      return keys
        .filter((key) => key.project_id === project)
        .map(({ id }) => id)
        .toSorted();
    }
  });

  describe("the audit log", () => {
    const act = {
      organization_id: "audited",
      project_id: null,
      actor_kind: "open",
      actor_id: "open",
      target: "t",
      before: null,
      after: null,
      address_hash: "",
    };

    test("gives pages, the latest first, by each filter", async () => {
      const { auditLog } = catalog;
      await auditLog.add([
        { ...act, at: 10, action: "a", target: "x", before: { n: 1 }, after: { n: 2 } },
        { ...act, at: 20, action: "b", project_id: "p" },
        { ...act, at: 20, action: "a", actor_id: "somebody" },
        { ...act, at: 30, action: "a", organization_id: "another" },
      ]);
      const filter = { organization_id: "audited", project_id: null };
      const all = await auditLog.list(filter, 10);
      expect(all.map(({ at }) => at)).toEqual([20, 20, 10]);
      expect(all[2]).toMatchObject({ before: { n: 1 }, after: { n: 2 } });
      const pages = [all[0]!, all[1]!].map((after) => auditLog.list({ ...filter, after }, 1));
      expect((await Promise.all(pages)).flat().map(({ id }) => id)).toEqual([all[1]!.id, all[2]!.id]);
      const actions = async (more: object) =>
        (await auditLog.list({ ...filter, ...more }, 10)).map(({ action }) => action);
      expect(await actions({ project_id: "p" })).toEqual(["b"]);
      expect(await actions({ from: 10, to: 20 })).toEqual(["a"]);
      expect(await actions({ actor_id: "somebody" })).toEqual(["a"]);
      expect(await actions({ target: "x", action: "a" })).toEqual(["a"]);
      expect(await actions({ target: "x", action: "b" })).toEqual([]);
    });

    test("is append-only, whoever asks the database", async () => {
      const { Kysely, sql } = await import("kysely");
      const db = new Kysely<unknown>({ dialect: database.open() });
      await catalog.auditLog.add([{ ...act, at: 1, action: "kept" }]);
      const read = async () =>
        (await sql<{ n: number }>`SELECT count(*) AS n FROM audit_log`.execute(db)).rows[0]!.n;
      const before = await read();
      for (const change of [sql`DELETE FROM audit_log`, sql`UPDATE audit_log SET action = 'x'`]) {
        const outcome = await change.execute(db).then(
          () => "changed",
          (cause: unknown) => String(cause),
        );
        expect(outcome).toContain("append-only");
      }
      expect(await read()).toBe(before);
      await db.destroy();
    });
  });

  describe("usage", () => {
    test("adds up what is new in the totals of each source", async () => {
      const { usage } = catalog;
      const total = (project_id: string, events: number) => ({ project_id, events });
      expect(await usage.bookedOf("log-a")).toEqual(new Map());
      const first = await usage.book("log-a", "2026-10", [total("p", 10), total("q", 1)]);
      expect([first.get("p"), first.get("q")]).toEqual([10, 1]);
      // The same again adds nothing, and another source adds its own.
      expect((await usage.book("log-a", "2026-10", [total("p", 10)])).get("p")).toBe(10);
      expect((await usage.book("log-b", "2026-10", [total("p", 5)])).get("p")).toBe(15);
      expect((await usage.book("log-a", "2026-10", [])).get("p")).toBe(15);
      // Only what is new belongs to the next month.
      const next = await usage.book("log-a", "2026-11", [total("p", 12)]);
      expect([next.get("p"), next.get("q")]).toEqual([2, undefined]);
      expect(await usage.monthsOf("p")).toEqual([
        { month: "2026-11", events: 2 },
        { month: "2026-10", events: 15 },
      ]);
      expect(await usage.bookedOf("log-a")).toEqual(
        new Map([
          ["p", 12],
          ["q", 1],
        ]),
      );
    });

    test("of a loader that began anew is added to what it had", async () => {
      await catalog.usage.book("log-c", "2026-11", [{ project_id: "r", events: 100 }]);
      const month = await catalog.usage.book("log-c", "2026-11", [{ project_id: "r", events: 3 }]);
      expect(month.get("r")).toBe(103);
    });

    test("loses nothing when it is booked from several sides at once", async () => {
      const totals = Array.from({ length: 20 }, (_, index) => index + 1);
      const book = (events: number) =>
        catalog.usage.book(`log-of-${events}`, "2026-12", [{ project_id: "s", events }]);
      await Promise.all(totals.map(book));
      expect(await catalog.usage.monthsOf("s")).toEqual([{ month: "2026-12", events: 210 }]);
    });
  });

  describe("jobs", () => {
    const wish = {
      project_id: "default",
      kind: "export",
      subject: "5f",
      created_by: "open",
      log_id: "log-a",
    };

    test("are found by project, id and kind, with what was made of them", async () => {
      const { jobs } = catalog;
      const made = (await jobs.create({ ...wish, id: jobs.newId() }))!;
      expect(made).toMatchObject({
        ...wish,
        status: "queued",
        stage: "",
        progress: {},
        result: null,
        attempts: 0,
      });
      await jobs.change(made.id, {
        status: "completed",
        progress: { rows: 3 },
        result: { ok: true },
        finished_at: 5,
      });
      const changed = await jobs.get("default", made.id, ["export"]);
      expect(changed).toEqual({
        ...made,
        status: "completed",
        progress: { rows: 3 },
        result: { ok: true },
        finished_at: 5,
      });
      expect(await jobs.get("default", made.id, ["deletion"])).toBeNull();
      expect(await jobs.get("other", made.id, ["export"])).toBeNull();
      expect(await jobs.finishedBefore("export", 6)).toEqual([changed!]);
      expect(await jobs.finishedBefore("export", 5)).toEqual([]);
      expect(await jobs.ofSubject("default", "export", "5f")).toEqual([changed!]);
      expect(await jobs.ofSubject("default", "export", "60")).toEqual([]);
    });

    test("that are open come with the begun one first, then the oldest; lists begin with the latest", async () => {
      const { jobs } = catalog;
      const ids: string[] = [];
      for (let index = 0; index < 3; index++) {
        now += 1;
        ids.push((await jobs.create({ ...wish, id: jobs.newId() }))!.id);
      }
      const [first, second, third] = ids as [string, string, string];
      await jobs.change(third, { status: "running" });
      expect((await jobs.open("log-a")).map(({ id }) => id)).toEqual([third, first, second]);
      await jobs.change(first, { status: "failed" });
      expect((await jobs.open("log-a")).map(({ id }) => id)).toEqual([third, second]);
      expect((await jobs.list("default", 2)).map(({ id }) => id)).toEqual([third, second]);
    });
  });

  describe("what was there before", () => {
    test("marks give each caller a range of its own", async () => {
      const { marks } = catalog;
      const befores = await Promise.all([5, 9, 7].map((to) => marks.advance("default", "m", to)));
      // Whatever the order, nobody starts where another one did, and the mark never goes back.
      expect(new Set(befores).size).toBeGreaterThanOrEqual(2);
      expect(await marks.advance("default", "m", 1)).toBe(9);
      expect(await marks.advance("default", "m", 1)).toBe(9);
    });

    test("saved questions belong to their project", async () => {
      const { id: other } = (await catalog.projects.create("default", "Other"))!;
      const saved = (await catalog.funnels.create("default", "F", { steps: [1] }))!;
      expect(await catalog.funnels.get("default", saved.id)).toEqual(saved);
      expect(await catalog.funnels.get(other, saved.id)).toBeNull();
      expect(await catalog.funnels.replace(other, saved.id, "G", {})).toBeNull();
      expect(await catalog.funnels.delete(other, saved.id)).toBe(false);
      expect((await catalog.funnels.get("default", saved.id))?.name).toBe("F");
      expect(await catalog.funnels.delete("default", saved.id)).toBe(true);
      expect(await catalog.funnels.list("default")).toEqual([]);
    });

    test("opening it again changes nothing", async () => {
      const before = await catalog.projects.list();
      const again = await Catalog.open(options());
      expect(await again.projects.list()).toEqual(before);
      await again.ping();
      await again.close();
    });
  });
}

let keys = 0;

function newKey(more: Partial<ApiKey> = {}): NewApiKey {
  return {
    organization_id: "default",
    project_id: "default",
    name: "a key",
    prefix: `tmk_${String(keys++).padStart(12, "0")}`,
    hash: "00".repeat(32),
    permissions: ["ingest"],
    origins: null,
    event_names: null,
    ingest_per_minute: null,
    reads_per_minute: null,
    created_by: "open:open",
    expires_at: null,
    ...more,
  };
}
