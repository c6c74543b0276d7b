import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../kernel/clock.ts";
import { type LogFacts, silentLogger } from "../../kernel/logger.ts";
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
    const kept = await store.query<{ n: number }>({
      rowsOf: "every project",
      sql: "SELECT n FROM kept",
      ...bounds,
    });
    expect(kept.ok && kept.value.rows).toEqual([{ n: 7 }]);
    await store.close();
  }, 30_000);

  test("is killed and started again when it hangs", async () => {
    const pulse = { intervalMs: 50, timeoutMs: 300, silentAfter: 2, hungAfter: 4 };
    const embedded = await startEmbeddedClickHouse({ ...optionsFor(newFolder()), pulse });
    running.push(embedded);
    const store = new ClickHouseStore(embedded);
    const before = embedded.pid()!;
    process.kill(before, "SIGSTOP");
    const asked = store.ping();
    await until(async () => embedded.mode() === "silent");
    expect(embedded.status().problem).toContain(`process ${before}) has not answered for`);
    await until(async () => embedded.mode() === "running");
    expect(embedded.pid()).not.toBe(before);
    expect(embedded.status()).toEqual({ mode: "running", restarts: 1, problem: "" });
    // Whoever waited for the one that hung is told.
    expect((await asked).ok).toBe(false);
    expect((await store.ping()).ok).toBe(true);
    await store.close();
  }, 30_000);

  test("lives on when it only stood still for a while", async () => {
    const pulse = { intervalMs: 50, timeoutMs: 200, silentAfter: 1, hungAfter: 50 };
    const embedded = await startEmbeddedClickHouse({ ...optionsFor(newFolder()), pulse });
    running.push(embedded);
    const pid = embedded.pid()!;
    process.kill(pid, "SIGSTOP");
    await until(async () => embedded.mode() === "silent");
    process.kill(pid, "SIGCONT");
    await until(async () => embedded.mode() === "running");
    expect([embedded.pid(), embedded.status().restarts]).toEqual([pid, 0]);
  }, 30_000);

  test("gives up a start when it is told to", async () => {
    const giveUp = new AbortController();
    const folder = newFolder();
    const starting = startEmbeddedClickHouse({ ...optionsFor(folder), signal: giveUp.signal });
    giveUp.abort();
    await expect(starting).rejects.toThrow("did not start");
    // Nothing holds the folder.
    expect((await start(folder)).mode()).toBe("running");
  }, 30_000);

  test("is gone when it was stopped", async () => {
    const embedded = await start(newFolder());
    const pid = embedded.pid()!;
    await embedded.stop();
    await embedded.stop();
    expect(isAlive(pid)).toBe(false);
    expect(embedded.mode()).toBe("stopped");
    expect(embedded.pid()).toBeNull();
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

  test("leaves signals that ask a process group to end to the server", async () => {
    const embedded = await start(newFolder());
    const pid = embedded.pid()!;
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.kill(pid, signal);
    await Bun.sleep(200);
    expect([embedded.pid(), embedded.status().mode]).toEqual([pid, "running"]);
  }, 30_000);

  test("is killed when it does not end by itself", async () => {
    const embedded = await start(newFolder());
    const pid = embedded.pid()!;
    process.kill(pid, "SIGSTOP");
    await embedded.stop();
    expect(isAlive(pid)).toBe(false);
  }, 30_000);

  test("takes another port when somebody else was faster", async () => {
    const rival = createServer();
    let draws = 0;
    const random = () => {
      // The first port is free when it is probed, and taken before the child listens.
      if (draws++ === 0) setTimeout(() => rival.listen(20_000, "127.0.0.1"), 50);
      return draws === 1 ? 0 : Math.random();
    };
    const embedded = await startEmbeddedClickHouse({ ...optionsFor(newFolder()), random });
    running.push(embedded);
    expect(rival.listening).toBe(true);
    rival.close();
    expect(new URL(embedded.url).port).not.toBe("20000");
    expect(embedded.status()).toEqual({ mode: "running", restarts: 0, problem: "" });
  }, 30_000);

  test("passes on what fails in the background", async () => {
    const lines: string[] = [];
    const warn = (_: string, facts?: LogFacts) => void lines.push(String(facts?.["line"]));
    const logger = { ...silentLogger, warn };
    const embedded = await startEmbeddedClickHouse({ ...optionsFor(newFolder()), logger });
    running.push(embedded);
    const store = new ClickHouseStore(embedded);
    await store.command("CREATE TABLE broken (n UInt8) ENGINE = MergeTree ORDER BY n");
    await store.command("INSERT INTO broken VALUES (7)");
    const mutation = store.command("ALTER TABLE broken DELETE WHERE throwIf(n = 7, 'alas')");
    await expect(mutation).rejects.toThrow("alas");
    await until(async () => lines.some((line) => line.includes("alas")));
    expect(lines.some((line) => / @ 0x/.test(line))).toBe(false);
    await store.close();
  }, 30_000);

  test("lets requests reach our tables and nothing else", async () => {
    const store = new ClickHouseStore(await start(newFolder()));
    const outside = [
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "SELECT * FROM remote('127.0.0.1', system.one)",
    ];
    for (const sql of outside) {
      const answer = await store.query({ rowsOf: "every project", sql, ...bounds });
      expect([sql, answer.ok ? "answered" : String(answer.error.cause)]).toEqual([
        sql,
        expect.stringContaining("privileges"),
      ]);
    }
    const commands = [
      "CREATE TABLE f (a String) ENGINE = File(TSV)",
      "CREATE DATABASE other",
      "CREATE FUNCTION f AS (x) -> x",
      "SYSTEM SHUTDOWN",
    ];
    for (const sql of commands) await expect(store.command(sql)).rejects.toThrow(/privileges|grant/i);
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
