import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Catalog } from "../../catalog/catalog.ts";
import { openSqlite } from "../../catalog/sqlite/open-sqlite.ts";
import { createIdSource } from "../../kernel/ids.ts";
import { limits } from "../../kernel/limits.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { FailedSignIns } from "./failed-sign-ins.ts";

let folder: string;
let catalog: Catalog;
let failures: FailedSignIns;
let isLogDown: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-failed-"));
  const clock = { now: () => 5 };
  catalog = await Catalog.open({ dialect: openSqlite(join(folder, "c.db")), clock, ids: createIdSource() });
  isLogDown = false;
  const log = Object.create(catalog.auditLog, {
    add: {
      value: (entries: Parameters<typeof catalog.auditLog.add>[0]) =>
        isLogDown ? Promise.reject(new Error("down")) : catalog.auditLog.add(entries),
    },
  }) as typeof catalog.auditLog;
  failures = new FailedSignIns({
    log,
    catalog,
    organization: "default",
    hashAddress: (address) => `hash of ${address}`,
    clock,
    logger: silentLogger,
  });
});
afterEach(async () => {
  await failures.close();
  await catalog.close();
  await rm(folder, { recursive: true });
});

const entries = (organization_id = "default") =>
  catalog.auditLog.list({ organization_id, project_id: null }, 1_000);

async function member(email: string, ...organizations: string[]): Promise<string> {
  const person = { email, name: "", password_hash: null };
  let id = "";
  for (const organization of organizations) {
    await catalog.organizations.ensure(organization, organization);
    if (id === "") id = (await catalog.joining.admit(organization, "viewer", person))!.id;
    else {
      const secret = { token_hash: `${email} ${organization}`, invited_by: "x", expires_at: 100 };
      const wish = { organization_id: organization, email, role: "viewer", ...secret };
      await catalog.joining.accept(await catalog.invitations.create(wish), id);
    }
  }
  return id;
}

test("failures are one entry for each account and address, with their counts, in each of its organizations", async () => {
  const id = await member("ada@example.com", "first", "second");
  const ada = { email: "ada@example.com", address: "192.0.2.1" };
  for (const why of ["wrong", "wrong", "throttled"] as const) failures.count({ ...ada, why });
  failures.count({ ...ada, address: "192.0.2.2", why: "provider" });
  await failures.flush();
  for (const organization of ["first", "second"]) {
    const found = await entries(organization);
    const shared = { action: "account.sign_in_failed", target: id, actor_kind: "nobody", project_id: null };
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(
      expect.objectContaining({
        ...shared,
        address_hash: "hash of 192.0.2.1",
        after: { since: 5, wrong: 2, throttled: 1, provider: 0 },
      }),
    );
  }
  expect(await entries()).toEqual([]);
});

test("of an account that there is not, the claimed e-mail is not written", async () => {
  failures.count({ email: "hunter2@example.com", address: "192.0.2.1", why: "wrong" });
  await failures.flush();
  const found = await entries();
  expect(found).toMatchObject([{ target: "unknown account", address_hash: "hash of 192.0.2.1" }]);
  expect(JSON.stringify(found)).not.toContain("hunter2");
  expect(JSON.stringify(found)).not.toContain('"192.');
});

test("a flood is a bounded number of entries, and each failure is counted in one", async () => {
  const tries = 5_000;
  for (let index = 0; index < tries; index++)
    failures.count({ email: `a${index}@example.com`, address: "192.0.2.1", why: "wrong" });
  await failures.flush();
  const found = await entries();
  expect(found).toHaveLength(limits.failedSignInsAudited + 1);
  const counts = found.map(({ after }) => (after as { wrong: number }).wrong);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(tries);
  expect(found.filter(({ target }) => target === "others")).toHaveLength(1);
});

test("what could not be written is counted on, within the same bound", async () => {
  isLogDown = true;
  for (let minute = 0; minute < 3; minute++) {
    for (let index = 0; index < limits.failedSignInsAudited; index++)
      failures.count({ email: "", address: `198.51.100.${minute}.${index}`, why: "throttled" });
    await failures.flush();
  }
  isLogDown = false;
  await failures.flush();
  const counts = (await entries()).map(({ after }) => (after as { throttled: number }).throttled);
  expect(counts.length).toBeLessThanOrEqual(limits.failedSignInsAudited + 1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3 * limits.failedSignInsAudited);
});
