import { type Browser, type Page, chromium } from "playwright-core";

/** Null where there is none; browser tests are skipped then. */
export function findChromium(): string | null {
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    const path = Bun.which(name);
    if (path !== null) return path;
  }
  return null;
}

/** Headless. Without its sandbox, because tests run as root in containers, and visit only what they started. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A fresh profile, and everything the page complains about: script errors, refused loads, policy violations. */
export async function openPage(
  browser: Browser,
  options: { colorScheme?: "light" | "dark"; javaScriptEnabled?: boolean } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints };
}
