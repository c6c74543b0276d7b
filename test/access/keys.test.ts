import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Answer, LocalServer } from "../harness/local-server.ts";

/* API keys over the network: shown once, bounded in what they may, ended in each way. In open mode, so that whoever asks without a key may make them. */

let server: LocalServer;

beforeAll(async () => {
  server = await LocalServer.start();
}, 60_000);

afterAll(() => server.stop());

interface Key {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
  readonly isActive: boolean;
  readonly lastUsed: string | null;
  readonly replacedBy: string | null;
}

const event = { userId: "u1", eventName: "signup" };

async function makeKey(more: object = {}, headers: Record<string, string> = {}): Promise<Key> {
  const answer = await server.post("/api/v1/keys", { name: "k", permissions: ["ingest"], ...more }, headers);
  expect(answer.status).toBe(201);
  return answer.body as Key;
}

const withKey = ({ key }: Key) => ({ "X-API-Key": key });
const codeOf = ({ status, body }: Answer) => [status, (body as { error?: { code: string } }).error?.code];

describe("a key", () => {
  test("is shown once, and is nowhere else: not in lists, not in the files of the catalog", async () => {
    const made = await makeKey();
    expect(made.key).toMatch(/^tmk_[a-z0-9]{12}_[a-z0-9]{40}$/);
    expect(made.key).toStartWith(made.prefix);
    const listed = await server.get("/api/v1/keys");
    expect(JSON.stringify(listed.body)).toContain(made.id);
    expect(JSON.stringify(listed.body)).not.toContain(made.key.slice(17));
    const audited = await server.get("/api/v1/audit");
    expect(JSON.stringify(audited.body)).not.toContain(made.key.slice(17));
    let files = "";
    for (const name of ["catalog.db", "catalog.db-wal"]) {
      const file = Bun.file(`${server.folder}/${name}`);
      if (await file.exists()) files += Buffer.from(await file.bytes()).toString("latin1");
    }
    expect([files.includes(made.prefix), files.includes(made.key.slice(17))]).toEqual([true, false]);
  });

  test("is taken in each of the headers", async () => {
    const { key } = await makeKey();
    for (const headers of [
      { "X-API-Key": key },
      { apikey: key },
      { Authorization: `Bearer ${key}` },
      { Authorization: `bearer  ${key} ` },
    ]) {
      expect((await server.post("/api/v1/events", event, headers as never)).status).toBe(202);
    }
  });

  test("is taken in the URL only if it can do nothing but send, and only for sending", async () => {
    const sender = await makeKey();
    const reader = await makeKey({ permissions: ["ingest", "read"] });
    expect((await server.post(`/api/v1/events?key=${sender.key}`, event)).status).toBe(202);
    expect(
      (await server.post(`/collect?api_key=${sender.key}`, { type: "x", sessionId: "s" })).status,
    ).toBeLessThan(300);
    expect(codeOf(await server.post(`/api/v1/events?key=${reader.key}`, event))).toEqual([
      401,
      "unauthorized",
    ]);
    expect(codeOf(await server.post("/api/v1/events?key=nonsense", event))).toEqual([401, "unauthorized"]);
  });

  test("that is wrong is refused also in open mode, where none at all is needed", async () => {
    const { key } = await makeKey();
    expect((await server.post("/api/v1/events", event)).status).toBe(202);
    for (const wrong of [
      `${key.slice(0, -1)}!`,
      key.slice(0, 16),
      `${key}x`,
      "x",
      "x".repeat(10_000),
      "__proto__",
    ]) {
      const answer = await server.post("/api/v1/events", event, { "X-API-Key": wrong });
      expect(codeOf(answer)).toEqual([401, "unauthorized"]);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  test("does what its permissions say, and no more", async () => {
    const reader = withKey(await makeKey({ permissions: ["read"] }));
    expect((await server.get("/api/v1/events/summary", reader)).status).toBe(200);
    expect(codeOf(await server.post("/api/v1/events", event, reader))).toEqual([403, "forbidden"]);
    expect(codeOf(await server.get("/api/v1/keys", reader))).toEqual([403, "forbidden"]);
  });

  test("cannot make one that may more than itself, or that reaches further", async () => {
    const admin = withKey(await makeKey({ permissions: ["admin"] }));
    const ask = (more: object) => server.post("/api/v1/keys", { name: "k", ...more }, admin);
    expect(codeOf(await ask({ permissions: ["read"] }))).toEqual([403, "forbidden"]);
    expect(codeOf(await ask({ permissions: ["admin"], allProjects: true }))).toEqual([403, "forbidden"]);
    expect((await ask({ permissions: ["admin"] })).status).toBe(201);
  });

  test("is not made of nonsense", async () => {
    for (const wrong of [
      { permissions: [] },
      { permissions: ["root"] },
      { permissions: ["read"], expiresAt: "2001-01-01T00:00:00Z" },
      { permissions: ["read"], expiresAt: "tomorrow" },
      { permissions: ["read"], origins: ["https://shop.example/path"] },
      { permissions: ["read"], isAdmin: true },
    ]) {
      const answer = await server.post("/api/v1/keys", { name: "k", ...wrong });
      expect([answer.status, wrong]).toEqual([400, wrong]);
    }
  });

  test("expires at its time", async () => {
    const expiresAt = new Date(Date.now() + 400).toISOString();
    const made = await makeKey({ expiresAt });
    expect((await server.post("/api/v1/events", event, withKey(made))).status).toBe(202);
    await Bun.sleep(450);
    const late = await server.post("/api/v1/events", event, withKey(made));
    expect(codeOf(late)).toEqual([401, "unauthorized"]);
    expect((await server.get(`/api/v1/keys/${made.id}`)).body).toMatchObject({ isActive: false });
  });

  test("that was revoked ends at once, and stays in the list", async () => {
    const made = await makeKey();
    expect((await server.send("DELETE", `/api/v1/keys/${made.id}`, null)).status).toBe(200);
    expect(codeOf(await server.post("/api/v1/events", event, withKey(made)))).toEqual([401, "unauthorized"]);
    expect((await server.get(`/api/v1/keys/${made.id}`)).body).toMatchObject({ isActive: false });
    expect(codeOf(await server.send("DELETE", `/api/v1/keys/${made.id}`, null))).toEqual([409, "conflict"]);
    expect(codeOf(await server.post(`/api/v1/keys/${made.id}/rotate`, {}))).toEqual([409, "conflict"]);
  });

  test("is rotated: at once, or with a time in which both work", async () => {
    const first = await makeKey({ origins: ["https://shop.example"], eventNames: ["signup"] });
    const rotated = await server.post(`/api/v1/keys/${first.id}/rotate`, { overlapSeconds: 3_600 });
    expect(rotated.status).toBe(201);
    const second = rotated.body as Key;
    expect(second).toMatchObject({
      origins: ["https://shop.example"],
      eventNames: ["signup"],
      permissions: ["ingest"],
    });
    const page = { Origin: "https://shop.example" };
    for (const key of [first, second]) {
      expect((await server.post("/api/v1/events", event, { ...page, ...withKey(key) })).status).toBe(202);
    }
    // A key is replaced once: two successors would be one too many to know of.
    expect(codeOf(await server.post(`/api/v1/keys/${first.id}/rotate`, {}))).toEqual([409, "conflict"]);
    const third = (await server.post(`/api/v1/keys/${second.id}/rotate`, {})).body as Key;
    expect((await server.post("/api/v1/events", event, { ...page, ...withKey(second) })).status).toBe(401);
    expect((await server.post("/api/v1/events", event, { ...page, ...withKey(third) })).status).toBe(202);
    expect((await server.get(`/api/v1/keys/${second.id}`)).body).toMatchObject({
      replacedBy: third.id,
      isActive: false,
    });
  });

  test("knows when it was last used", async () => {
    const made = await makeKey();
    expect(made.lastUsed).toBeNull();
    const before = Date.now();
    await server.post("/api/v1/events", event, withKey(made));
    const { lastUsed } = (await server.get(`/api/v1/keys/${made.id}`)).body as Key;
    expect(Date.parse(lastUsed!)).toBeGreaterThanOrEqual(before);
  });

  test("of pages takes events from those pages only", async () => {
    const made = withKey(await makeKey({ origins: ["https://shop.example"] }));
    const from = (origin: Record<string, string>) =>
      server.post("/api/v1/events", event, { ...made, ...origin });
    expect((await from({ Origin: "https://shop.example" })).status).toBe(202);
    for (const origin of [
      { Origin: "https://shop.example.evil" },
      { Origin: "http://shop.example" },
      { Origin: "null" },
      {},
    ]) {
      expect(codeOf(await from(origin))).toEqual([403, "forbidden"]);
    }
  });

  test("of some events takes no others, and says so of each", async () => {
    const made = withKey(await makeKey({ eventNames: ["signup"] }));
    const both = [event, { ...event, eventName: "purchase" }];
    const answer = await server.post("/api/v1/events", both, made);
    expect(answer.body).toMatchObject({
      accepted: 1,
      rejected: 1,
      errors: [{ index: 1, code: "name_not_allowed" }],
    });
    expect(codeOf(await server.post("/api/v1/events", both[1], made))).toEqual([400, "name_not_allowed"]);
  });
});

describe("a project's own rules for events", () => {
  test("count for every key, and for nobody's else project", async () => {
    const { id } = (await server.post("/api/v1/projects", { name: "Strict" })).body as { id: string };
    const changed = await server.send(
      "PATCH",
      `/api/v1/projects/${id}/settings`,
      JSON.stringify({ ingest: { eventNames: ["signup"], origins: ["https://shop.example"] } }),
    );
    expect(changed.status).toBe(200);
    const here = { "X-Project-Id": id };
    const purchase = { ...event, eventName: "purchase" };
    expect(codeOf(await server.post("/api/v1/events", purchase, here))).toEqual([400, "name_not_allowed"]);
    expect((await server.post("/api/v1/events", event, here)).status).toBe(202);
    expect(
      codeOf(await server.post("/api/v1/events", event, { ...here, Origin: "https://evil.example" })),
    ).toEqual([403, "forbidden"]);
    expect((await server.post("/api/v1/events", purchase)).status).toBe(202);
  });
});
