import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, readConfig } from "../../app/config.ts";
import { readServerFile, writeServerFile } from "../../app/server-file.ts";
import { lockFolder } from "../../kernel/folder-lock.ts";
import { openTarget } from "./target.ts";

let config: Config;
let somebody: Bun.Server<undefined>;
beforeEach(() => {
  const read = readConfig({
    LOG_LEVEL: "error",
    TIDEMARK_DATA: mkdtempSync(join(tmpdir(), "tidemark-target-")),
  });
  if (!read.ok) throw new Error(read.error.join("\n"));
  config = read.value;
  somebody = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => Response.json({ status: "ok" }) });
});
afterEach(async () => {
  await somebody.stop(true);
  rmSync(config.dataFolder, { recursive: true, force: true });
});

async function urlOf(url?: string): Promise<string> {
  const target = await openTarget(config, url);
  if (!target.ok) return target.error;
  await target.value.close();
  return target.value.url;
}

const address = () => somebody.url.href.replace(/\/$/, "");

test("a server that is named is taken as it is", async () => {
  expect(await urlOf("http://example.com:3000/")).toBe("http://example.com:3000");
});

test("a server that runs on the folder is used", async () => {
  writeServerFile(config.dataFolder, { url: address(), pid: process.pid });
  expect(await urlOf()).toBe(address());
});

test("a file left behind leads to nobody, even if somebody else listens there now", async () => {
  const gone = Bun.spawnSync(["true"]).pid;
  writeServerFile(config.dataFolder, { url: address(), pid: gone });
  expect(await urlOf()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await urlOf()).not.toBe(address());
  expect(readServerFile(config.dataFolder)).toBeNull();
}, 120_000);

test("a folder that somebody holds without saying where is told", async () => {
  const lock = lockFolder(config.dataFolder);
  expect(await urlOf()).toContain(`another Tidemark (process ${process.pid}) is using the data folder`);
  lock.release();
});
