import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createIdSource } from "../kernel/ids.ts";
import type { TestDatabase } from "./catalog.contract.ts";
import { Catalog } from "./catalog.ts";

/** What every implementation of the catalog does alike when organizations change and go. */
export function organizationsContract(create: () => Promise<TestDatabase>): void {
  let database: TestDatabase;
  let catalog: Catalog;
  let people = 0;

  beforeEach(async () => {
    database = await create();
    catalog = await Catalog.open({
      dialect: database.open(),
      clock: { now: () => 9 },
      ids: createIdSource(),
    });
  });

  afterEach(async () => {
    await catalog.close();
    await database.drop();
  });

  async function owned(name: string): Promise<{ id: string; project: string; owner: string }> {
    const { organization, project } = await catalog.organizations.create(name, "First");
    const owner = await addOwner(organization.id);
    return { id: organization.id, project: project.id, owner };
  }

  async function addOwner(organization: string): Promise<string> {
    const email = `owner${people++}@example.com`;
    return (await catalog.joining.admit(organization, "owner", { email, name: "", password_hash: null }))!.id;
  }

  const isThere = async (id: string) => (await catalog.organizations.get(id)) !== null;

  describe("an organization", () => {
    test("is renamed, if it is there", async () => {
      const { id } = await owned("Shop");
      expect(await catalog.organizations.rename(id, "Shop Ltd")).toBe(true);
      expect(await catalog.organizations.get(id)).toMatchObject({ id, name: "Shop Ltd" });
      expect(await catalog.organizations.rename("org_none", "x")).toBe(false);
      expect(await catalog.organizations.get("org_none")).toBeNull();
    });

    test("goes with its projects only where that was said, and nobody else's go", async () => {
      await addOwner("default");
      const [shop, other] = [await owned("Shop"), await owned("Other")];
      const before = await catalog.revisions.current();
      expect(await catalog.organizations.delete(shop.id, "only empty")).toEqual({ kind: "has projects" });
      expect(await catalog.revisions.current()).toBe(before);
      const done = { kind: "done" as const, projects: [shop.project] };
      expect(await catalog.organizations.delete(shop.id, "with projects")).toEqual(done);
      expect(await catalog.revisions.current()).toBeGreaterThan(before);
      expect(await catalog.organizations.delete(shop.id, "with projects")).toEqual({ kind: "not there" });
      expect(await catalog.projects.deleted(shop.project)).toMatchObject({ deleted_at: 9 });
      expect(await catalog.memberships.of(shop.owner)).toEqual([]);
      expect(await catalog.accounts.get(shop.owner)).not.toBeNull();
      expect(await catalog.projects.get(other.project)).not.toBeNull();
      expect(await catalog.memberships.of(other.owner)).toHaveLength(1);
    });

    test("without projects goes as it is; nothing can be made in it afterwards", async () => {
      await addOwner("default");
      const { id, project } = await owned("Shop");
      await catalog.projects.delete(project);
      expect(await catalog.organizations.delete(id, "only empty")).toEqual({ kind: "done", projects: [] });
      expect(await catalog.projects.create(id, "Late")).toBeNull();
      expect((await catalog.projects.list()).filter((one) => one.organization_id === id)).toEqual([]);
    });

    test("that has the installation's last owner stays; two that count on one another do not both go", async () => {
      const [first, second] = [await owned("First"), await owned("Second")];
      const deletions = await Promise.all(
        [first, second].map(({ id }) => catalog.organizations.delete(id, "with projects")),
      );
      expect(deletions.map(({ kind }) => kind).toSorted()).toEqual(["done", "last owner"]);
      expect([await isThere(first.id), await isThere(second.id)].filter(Boolean)).toHaveLength(1);
      expect(await catalog.memberships.hasOwner()).toBe(true);
    });

    test("that is deleted while projects are made in it leaves none behind", async () => {
      await addOwner("default");
      const { id } = await owned("Shop");
      await Promise.all([
        catalog.projects.create(id, "A"),
        catalog.organizations.delete(id, "with projects"),
        catalog.projects.create(id, "B"),
      ]);
      expect(await isThere(id)).toBe(false);
      expect((await catalog.projects.list()).filter((one) => one.organization_id === id)).toEqual([]);
    });
  });
}
