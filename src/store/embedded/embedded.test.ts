import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../kernel/clock.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { ClickHouseStore } from "../clickhouse-store.ts";
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from "./supervisor.ts";

const folders: string[] = [];
const running: EmbeddedClickHouse[] = [];

afterEach(async () => {
  for (const embedded of running.splice(0)) await embedded.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("the embedded ClickHouse", () => {
  test("is closed to anyone without its secret, and keeps it in a file for its owner only", async () => {
    const folder = newFolder();
    const { url: full, headers } = await start(folder);
    const url = `http://${new URL(full).host}`;
    const select = "?user=tidemark&query=SELECT%201";
    expect((await fetch(`${url}/${select}`, { headers })).status).toBe(200);
    for (const path of [`/${select}`, "/", "/ping", "/play", "/dashboard", "/replicas_status"]) {
      const open = await fetch(`${url}${path}`);
      expect(`${path} ${open.status}`).toBe(`${path} 404`);
    }
    const wrong = await fetch(`${url}/${select}`, { headers: { "X-Tidemark-Secret": "guess" } });
    expect(wrong.status).toBe(404);
    expect(statSync(join(folder, "config.xml")).mode & 0o077).toBe(0);
  }, 30_000);

  test("is started again when it dies, under the same address and with its data", async () => {
    const embedded = await start(newFolder());
    const store = new ClickHouseStore(embedded);
    await store.command("CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n");
    await store.command("INSERT INTO kept VALUES (7)");
    const before = embedded.pid()!;
    process.kill(before, "SIGKILL");
    await until(async () => embedded.pid() !== before && (await store.ping()).ok);
    const kept = await store.query<{ n: number }>({ sql: "SELECT n FROM kept", ...bounds });
    expect(kept.ok && kept.value.rows).toEqual([{ n: 7 }]);
    await store.close();
  }, 30_000);

  test("is gone when it was stopped", async () => {
    const embedded = await start(newFolder());
    const pid = embedded.pid()!;
    await embedded.stop();
    expect(isAlive(pid)).toBe(false);
    expect(embedded.mode()).toBe("stopped");
  }, 30_000);

  test("does not outlive a server that is killed, and its folder can be used at once", async () => {
    const folder = newFolder();
    const script = join(import.meta.dir, "start-for-test.ts");
    const owner = Bun.spawn([process.execPath, script, folder], { stdout: "pipe", stderr: "inherit" });
    const pid = Number(await firstLine(owner.stdout));
    expect(isAlive(pid)).toBe(true);
    owner.kill("SIGKILL");
    const store = new ClickHouseStore(await start(folder));
    // Until the system has reaped it, a dead process can still be signalled.
    await until(async () => !isAlive(pid));
    expect((await store.ping()).ok).toBe(true);
    await store.close();
  }, 30_000);

  test("says why it cannot start", async () => {
    const folder = newFolder();
    await Bun.write(join(folder, "data"), "a file where a folder has to be");
    const problem = await startEmbeddedClickHouse(optionsFor(folder)).then(
      () => "started",
      (cause: unknown) => String(cause),
    );
    expect(problem).toContain(join(folder, "data"));
  }, 30_000);
});

const bounds = { params: {}, timeoutMs: 10_000, memoryBytesMax: 1e9 };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-store-"));
  folders.push(folder);
  return folder;
}

function optionsFor(folder: string) {
  return { folder, clock: systemClock, logger: silentLogger, memoryBytesMax: 1e9 };
}

async function start(folder: string): Promise<EmbeddedClickHouse> {
  const embedded = await startEmbeddedClickHouse(optionsFor(folder));
  running.push(embedded);
  return embedded;
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return new TextDecoder().decode(value).trim();
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await Bun.sleep(20);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
