import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createIdSource } from "../kernel/ids.ts";
import type { Account } from "./accounts.ts";
import type { TestDatabase } from "./catalog.contract.ts";
import { Catalog } from "./catalog.ts";
import type { Invitation } from "./invitations.ts";

/** What every implementation of the catalog does alike for the people who sign in. */
export function accountsContract(create: () => Promise<TestDatabase>): void {
  let database: TestDatabase;
  let catalog: Catalog;
  let now = 1_000;
  let serial = 0;

  beforeAll(async () => {
    database = await create();
    const clock = { now: () => now };
    catalog = await Catalog.open({ dialect: database.open(), clock, ids: createIdSource() });
    await catalog.organizations.ensure("other", "Other organization");
  });

  afterAll(async () => {
    await catalog.close();
    await database.drop();
  });

  const person = (name: string) => ({ email: `${name}@example.com`, name, password_hash: "hash" });

  async function admitted(name: string, role = "viewer", organization = "default"): Promise<Account> {
    return (await catalog.joining.admit(organization, role, person(name)))!;
  }

  function invited(email: string, organization = "default", expires_at = now + 100): Promise<Invitation> {
    serial += 1;
    const more = { role: "analyst", token_hash: `token ${serial}`, invited_by: "user:x", expires_at };
    return catalog.invitations.create({ organization_id: organization, email, ...more });
  }

  describe("the first owner", () => {
    test("comes by a link, once, however many try at once; then all links are gone", async () => {
      const { joining, memberships } = catalog;
      expect(await memberships.hasOwner()).toBe(false);
      expect(await joining.addOwnerLink("late", now)).toBe(true);
      expect(await joining.addOwnerLink("one", now + 100)).toBe(true);
      expect(await joining.addOwnerLink("two", now + 100)).toBe(true);
      expect(await Promise.all(["one", "late", "three"].map((link) => joining.hasOwnerLink(link)))).toEqual([
        true,
        false,
        false,
      ]);
      const revision = await catalog.revisions.current();
      expect(await joining.claimOwnership("late", "default", person("late"))).toBeNull();
      expect(await joining.claimOwnership("three", "default", person("three"))).toBeNull();
      const early = await admitted("early", "viewer", "other");
      expect(await joining.claimOwnership("one", "default", person("early"))).toBe("taken");
      expect(await memberships.remove("other", early.id)).toBe("done");
      expect(await catalog.revisions.current()).toBe(revision);
      const claims = await Promise.all(
        ["one", "two", "one"].map((link, index) =>
          joining.claimOwnership(link, "default", person(`owner${index}`)),
        ),
      );
      expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
      expect(await memberships.hasOwner()).toBe(true);
      expect((await memberships.list("default")).map(({ role }) => role)).toEqual(["owner"]);
      expect(await catalog.revisions.current()).toBeGreaterThan(revision);
      expect(await joining.addOwnerLink("four", now + 100)).toBe(false);
      expect(await joining.claimOwnership("two", "default", person("two"))).toBeNull();
    });
  });

  describe("accounts", () => {
    test("are found by id, e-mail and identity; an e-mail has one account", async () => {
      const ada = await admitted("ada");
      expect(await catalog.accounts.get(ada.id)).toEqual(ada);
      expect(await catalog.accounts.byEmail("ada@example.com")).toEqual(ada);
      expect(await catalog.accounts.byEmail("nobody@example.com")).toBeNull();
      expect(await catalog.joining.admit("other", "viewer", person("ada"))).toBeNull();
      const identity = { issuer: "https://idp.example", subject: "1" };
      expect(await catalog.accounts.byIdentity(identity)).toBeNull();
      await catalog.accounts.link(ada.id, identity);
      const eve = await admitted("eve");
      await catalog.accounts.link(eve.id, identity);
      expect((await catalog.accounts.byIdentity(identity))?.id).toBe(ada.id);
      expect(await catalog.accounts.byIdentity({ ...identity, issuer: "https://other.example" })).toBeNull();
    });

    test("are renamed and get another password", async () => {
      const { id } = await admitted("grace");
      await catalog.accounts.rename(id, "Grace");
      await catalog.accounts.setPassword(id, "other hash");
      expect(await catalog.accounts.get(id)).toMatchObject({ name: "Grace", password_hash: "other hash" });
    });
  });

  describe("members", () => {
    test("are those of the organization alone", async () => {
      const mary = await admitted("mary", "admin", "other");
      expect((await catalog.memberships.list("other")).map(({ email }) => email)).toEqual([mary.email]);
      expect(await catalog.memberships.get("default", mary.id)).toBeNull();
      expect(await catalog.memberships.setRole("default", mary.id, "owner")).toBe("not there");
      expect(await catalog.memberships.remove("default", mary.id)).toBe("not there");
      expect(await catalog.memberships.of(mary.id)).toEqual([
        { organization_id: "other", organization_name: "Other organization", role: "admin" },
      ]);
    });

    test("always have an owner among them, also when two take each other's role at once", async () => {
      await catalog.organizations.ensure("duel", "Duel");
      const [one, two] = [await admitted("one", "owner", "duel"), await admitted("two", "owner", "duel")];
      const { memberships } = catalog;
      const changes = await Promise.all([
        memberships.setRole("duel", one.id, "viewer"),
        memberships.remove("duel", two.id),
        memberships.setRole("duel", one.id, "admin"),
        memberships.remove("duel", one.id),
      ]);
      expect(changes).toContain("done");
      const owners = (await memberships.list("duel")).filter(({ role }) => role === "owner");
      expect(owners).toHaveLength(1);
      expect(await memberships.setRole("duel", owners[0]!.account_id, "owner")).toBe("done");
      expect(await memberships.remove("duel", owners[0]!.account_id)).toBe("last owner");
    });
  });

  describe("an invitation", () => {
    test("is accepted once, by whoever comes first", async () => {
      const invitation = await invited("joan@example.com");
      const joined = await Promise.all(
        ["joan", "jane", "june"].map((name) => catalog.joining.accept(invitation, person(name))),
      );
      expect(joined.filter((account) => account !== null)).toHaveLength(1);
      // Whoever came too late has left no account behind.
      const accounts = await Promise.all(
        ["joan", "jane", "june"].map((name) => catalog.accounts.byEmail(`${name}@example.com`)),
      );
      expect(accounts.filter((account) => account !== null)).toHaveLength(1);
      expect(await catalog.invitations.byEmail("joan@example.com")).toBeNull();
    });

    test("stays good when the account cannot be made, and then serves the one that is there", async () => {
      const known = await admitted("known", "viewer", "other");
      const invitation = await invited("known@example.com");
      expect(await catalog.joining.accept(invitation, person("known"))).toBeNull();
      expect((await catalog.joining.accept(invitation, known.id))?.id).toBe(known.id);
      expect((await catalog.memberships.of(known.id)).map(({ role }) => role).toSorted()).toEqual([
        "analyst",
        "viewer",
      ]);
    });

    test("does not change the role of a member", async () => {
      const boss = await admitted("boss", "admin");
      await catalog.joining.accept(await invited("boss@example.com"), boss.id);
      expect((await catalog.memberships.get("default", boss.id))?.role).toBe("admin");
    });

    test("ends with its time, by being withdrawn, and by a newer one to the same address", async () => {
      const { invitations, joining } = catalog;
      const first = await invited("late@example.com");
      expect(await invitations.byToken(`token ${serial}`)).toEqual(first);
      const second = await invited("late@example.com");
      expect(await joining.accept(first, person("late"))).toBeNull();
      now += 100;
      expect(await invitations.byToken(`token ${serial}`)).toBeNull();
      expect(await joining.accept(second, person("late"))).toBeNull();
      expect((await invitations.list("default")).map(({ id }) => id)).toEqual([second.id]);
      expect(await invitations.withdraw("other", second.id)).toBeNull();
      expect(await invitations.withdraw("default", second.id)).toEqual(second);
      expect(await invitations.list("default")).toEqual([]);
    });
  });

  describe("a sign-in", () => {
    const begin = (account: Account, token_hash: string, organization_id = "default", max = 10) =>
      catalog.signIns.create(
        { account_id: account.id, organization_id, token_hash, client: "Firefox", expires_at: now + 1_000 },
        max,
      );

    test("is good until it expires or was idle for too long, and tells the role of now", async () => {
      const rosa = await admitted("rosa");
      await begin(rosa, "rosa 1");
      const found = await catalog.signIns.active("rosa 1", now - 10);
      expect(found).toMatchObject({ account_id: rosa.id, role: "viewer", created_at: now, seen_at: now });
      expect(await catalog.signIns.active("rosa 2", 0)).toBeNull();
      await catalog.memberships.setRole("default", rosa.id, "admin");
      expect((await catalog.signIns.active("rosa 1", 0))?.role).toBe("admin");
      now += 500;
      expect(await catalog.signIns.active("rosa 1", now - 10)).toBeNull();
      await catalog.signIns.touch(found!.id);
      expect(await catalog.signIns.active("rosa 1", now - 10)).not.toBeNull();
      now += 500;
      expect(await catalog.signIns.active("rosa 1", 0)).toBeNull();
      expect(await catalog.signIns.list(rosa.id, 0)).toEqual([]);
    });

    test("ends alone, with the others, or with the membership; only one's own", async () => {
      const [lena, nina] = [await admitted("lena"), await admitted("nina")];
      for (const token of ["lena 1", "lena 2", "lena 3"]) await begin(lena, token);
      await begin(nina, "nina 1");
      const [first, second] = await catalog.signIns.list(lena.id, 0);
      expect(await catalog.signIns.end(nina.id, first!.id)).toBe(false);
      expect(await catalog.signIns.end(lena.id, first!.id)).toBe(true);
      expect(await catalog.signIns.end(lena.id, first!.id)).toBe(false);
      expect(await catalog.signIns.endAll(lena.id, second!.id)).toBe(1);
      expect((await catalog.signIns.list(lena.id, 0)).map(({ id }) => id)).toEqual([second!.id]);
      await catalog.memberships.remove("default", lena.id);
      expect(await catalog.signIns.list(lena.id, 0)).toEqual([]);
      expect(await catalog.signIns.active("nina 1", 0)).not.toBeNull();
    });

    test("follows its account into another organization", async () => {
      const vera = await admitted("vera");
      await catalog.joining.accept(await invited("vera@example.com", "other"), vera.id);
      await begin(vera, "vera 1");
      const { id } = (await catalog.signIns.active("vera 1", 0))!;
      await catalog.signIns.moveTo(id, "other");
      expect(await catalog.signIns.active("vera 1", 0)).toMatchObject({
        organization_id: "other",
        role: "analyst",
      });
    });

    test("makes the one seen longest ago give way when there are too many", async () => {
      const olga = await admitted("olga");
      for (let index = 0; index < 5; index++) {
        now += 1;
        await begin(olga, `olga ${index}`, "default", 3);
      }
      const left = await Promise.all(
        [0, 1, 2, 3, 4].map((index) => catalog.signIns.active(`olga ${index}`, 0)),
      );
      expect(left.map((one) => one !== null)).toEqual([false, false, true, true, true]);
    });
  });
}
