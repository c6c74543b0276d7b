import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { findChromium, launchChromium, openPage } from "../harness/chromium.ts";
import { LocalServer } from "../harness/local-server.ts";
import { goodPassword, ownerToken } from "../harness/people.ts";

const chromium = findChromium();

/** In the order in which people come. TIDEMARK_SCREENSHOTS names a folder to look at them. */
describe.skipIf(chromium === null)("the pages for signing in (needs chromium)", () => {
  let server: LocalServer;
  let browser: Browser;
  let owner: { page: Page; complaints: string[] };

  beforeAll(async () => {
    server = await LocalServer.start();
    browser = await launchChromium(chromium!);
    owner = await openPage(browser);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  test("the owner is made by the link of the start, whose secret leaves the address at once", async () => {
    const { page, complaints } = owner;
    await page.goto(`${server.url}/welcome#${ownerToken(server)}`);
    expect(new URL(page.url()).hash).toBe("");
    expect(await page.getByLabel("Code of the link").isVisible()).toBe(false);
    await look(page, "owner");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Name").fill("Ada <script>alert(1)</script>");
    await page.getByLabel("Password").fill(goodPassword);
    await page.getByRole("button", { name: "Create the owner" }).click();
    await page.waitForURL(`${server.url}/account`);
    expect(await page.getByRole("heading").textContent()).toBe("You are signed in");
    expect(await page.locator("dd").first().textContent()).toBe("Ada <script>alert(1)</script>");
    await look(page, "account");
    expect(complaints).toEqual([]);
  }, 30_000);

  test("a page of ours can change things with the cookie and the token; scripts cannot read the cookie", async () => {
    const { page } = owner;
    const made = await page.evaluate(async () => {
      const account = (await (await fetch("/api/v1/account")).json()) as { csrfToken: string };
      const invite = (headers: Record<string, string>) =>
        fetch("/api/v1/invitations", {
          method: "POST",
          headers: { "Content-Type": "application/json", ...headers },
          body: JSON.stringify({ email: "grace@example.com", role: "analyst" }),
        });
      const without = await invite({});
      const answer = await invite({ "X-CSRF-Token": account.csrfToken });
      return {
        without: without.status,
        status: answer.status,
        link: ((await answer.json()) as { link: string }).link,
      };
    });
    expect(made).toMatchObject({ without: 403, status: 201 });
    expect(await page.evaluate("document.cookie")).toBe("");
    const grace = await openPage(browser, { colorScheme: "dark" });
    await grace.page.goto(made.link);
    await look(grace.page, "invitation-dark");
    await grace.page.getByLabel("Name").fill("Grace");
    await grace.page.getByLabel("Password").fill("another long password");
    await grace.page.getByRole("button", { name: "Join" }).click();
    await grace.page.waitForURL(`${server.url}/account`);
    expect(await grace.page.locator("dl").textContent()).toContain("analyst");
    expect(grace.complaints).toEqual([]);
  }, 30_000);

  test("signing out ends it; a wrong password is said aloud and keeps the e-mail; then it works", async () => {
    const { page } = owner;
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL(`${server.url}/sign-in`);
    await page.goto(`${server.url}/account`);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    expect(await page.getByRole("alert").textContent()).toBe("The e-mail or the password is not right.");
    expect(await page.getByLabel("E-mail").inputValue()).toBe("ada@example.com");
    expect(await page.getByLabel("Password").inputValue()).toBe("");
    await look(page, "sign-in-wrong");
    await page.getByLabel("Password").fill(goodPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${server.url}/account`);
  }, 30_000);

  test("another site's page can neither sign out nor read, whatever it tries", async () => {
    const html = `<!doctype html><title>evil</title><form method="post" action="${server.url}/sign-out">
      <button>A prize</button></form>`;
    const evil = Bun.serve({
      port: 0,
      hostname: "localhost",
      fetch: () => new Response(html, { headers: { "Content-Type": "text/html" } }),
    });
    // Another host is another site, and its own cookie jar would not matter: the person's jar is used.
    const { page } = owner;
    await page.goto(`http://localhost:${evil.port}/`);
    const got = await page.evaluate(async (target) => {
      const attempt = (path: string, init: RequestInit) =>
        fetch(target + path, { credentials: "include", ...init }).then(
          (answer) => answer.text(),
          () => "refused",
        );
      return [
        await attempt("/api/v1/account", {}),
        await attempt("/api/v1/account/sign-out", { method: "POST", mode: "no-cors" }),
      ];
    }, server.url);
    expect(got).toEqual(["refused", ""]);
    await page.getByRole("button", { name: "A prize" }).click();
    await page.waitForURL(`${server.url}/**`);
    await evil.stop(true);
    await page.goto(`${server.url}/account`);
    expect(await page.getByRole("heading").textContent()).toBe("You are signed in");
  }, 30_000);

  test("no other page can show ours in a frame", async () => {
    const html = `<!doctype html><title>frame</title><iframe src="${server.url}/sign-in"></iframe>`;
    const evil = Bun.serve({
      port: 0,
      hostname: "localhost",
      fetch: () => new Response(html, { headers: { "Content-Type": "text/html" } }),
    });
    const { page } = await openPage(browser);
    await page.goto(`http://localhost:${evil.port}/`);
    const framed = () => page.frames()[1]?.url() ?? "";
    for (let tries = 0; tries < 50 && ["", "about:blank"].includes(framed()); tries++)
      await page.waitForTimeout(100);
    expect(framed()).toBe("chrome-error://chromewebdata/");
    await evil.stop(true);
  }, 30_000);

  test("without scripts the code of the link is typed in", async () => {
    const { page } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(`${server.url}/invitation#something`);
    const field = page.getByLabel("Code of the link");
    expect(await field.isVisible()).toBe(true);
    await field.fill("a made-up code");
    await page.getByLabel("Password").fill(goodPassword);
    await page.getByRole("button", { name: "Join" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("This link is not valid");
    expect(await page.getByLabel("Code of the link").inputValue()).toBe("a made-up code");
    await look(page, "invitation-wrong");
  }, 30_000);

  test("the API's documentation works under its policy, and lets things be tried", async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`${server.url}/api-docs`);
    await page.waitForSelector(".opblock", { timeout: 20_000 });
    await look(page, "api-docs");
    expect(complaints).toEqual([]);
  }, 40_000);

  test("every field has a label, and the keyboard alone is enough", async () => {
    const { page } = await openPage(browser);
    for (const path of ["/sign-in", "/welcome", "/invitation"]) {
      await page.goto(server.url + path);
      const unlabelled = await page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden])')].filter((one) => one.labels.length !== 1).length",
      );
      expect({ path, unlabelled }).toEqual({ path, unlabelled: 0 });
    }
    await page.goto(`${server.url}/sign-in`);
    await page.keyboard.press("Tab");
    await page.keyboard.type("ada@example.com");
    await page.keyboard.press("Tab");
    await page.keyboard.type(goodPassword);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.url}/account`);
  }, 30_000);
});

async function look(page: Page, name: string): Promise<void> {
  const folder = process.env["TIDEMARK_SCREENSHOTS"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}
