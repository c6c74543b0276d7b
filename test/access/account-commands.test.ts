import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalServer } from "../harness/local-server.ts";
import { goodPassword, signIn } from "../harness/people.ts";
import { TestBrowser } from "../harness/test-browser.ts";

const project = join(import.meta.dir, "..", "..");
let server: LocalServer;

beforeAll(async () => {
  server = await LocalServer.start();
}, 60_000);

afterAll(async () => {
  await server.stop();
});

function ownerLink(folder: string, env: Record<string, string> = {}) {
  return tidemark(["owner-link", "--data", folder], env);
}

async function tidemark(args: string[], env: Record<string, string> = {}) {
  const child = Bun.spawn(["sh", join(project, "bin", "tidemark"), ...args], {
    env: { ...process.env, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out: out.trim(), errors, code };
}

test("tidemark owner-link prints a link beside the running server, until there is an owner", async () => {
  const { out, code } = await ownerLink(server.folder);
  expect(code).toBe(0);
  expect(out).toStartWith(`${server.url}/welcome#`);
  const [, token] = out.split("#");
  const claim = { token, email: "ada@example.com", name: "Ada", password: goodPassword };
  const made = await new TestBrowser(server.url).send("POST", "/api/v1/account/owner", claim);
  expect(made.status).toBe(201);
  const again = await ownerLink(server.folder);
  expect(again).toMatchObject({ out: "", code: 1 });
  expect(again.errors).toContain("there is an owner already");
}, 30_000);

test("tidemark reset-password gives a new password and ends every sign-in", async () => {
  const browser = await signIn(server.url, "ada@example.com");
  expect((await tidemark(["reset-password", "nobody@example.com", "--data", server.folder])).code).toBe(1);
  const { out, code } = await tidemark(["reset-password", "Ada@example.com", "--data", server.folder]);
  expect(code).toBe(0);
  expect((await browser.get("/api/v1/account")).status).toBe(401);
  const old = { email: "ada@example.com", password: goodPassword };
  expect((await browser.send("POST", "/api/v1/account/sign-in", old)).status).toBe(401);
  const again = await signIn(server.url, "ada@example.com", out);
  const trail = await again.get("/api/v1/audit?of=organization&action=account.password_reset");
  expect(trail.status).toBe(200);
  expect(JSON.stringify(trail.body)).toContain("operator");
  expect(JSON.stringify(trail.body)).not.toContain(out);
}, 30_000);

test("and before the first start, for the address by which people come", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-owner-"));
  const { out } = await ownerLink(folder, { TIDEMARK_PUBLIC_URL: "https://stats.example.com/" });
  expect(out).toMatch(/^https:\/\/stats\.example\.com\/welcome#[\w-]{43}$/);
  await rm(folder, { recursive: true });
}, 30_000);
