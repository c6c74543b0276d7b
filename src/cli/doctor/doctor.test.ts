import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RedisProcess } from "../../../test/harness/redis-process.ts";
import { startTidemark } from "../../app/compose.ts";
import { type Config, readConfig } from "../../app/config.ts";
import { dataFolders } from "../../app/folders.ts";
import { writeServerFile } from "../../app/server-file.ts";
import { dayMs, systemClock } from "../../kernel/clock.ts";
import { lockFolder } from "../../kernel/folder-lock.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { LoaderState } from "../../loader/state.ts";
import { openDiskEventLog } from "../../log/disk/disk-event-log.ts";
import { readableBytes } from "./bytes.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkDeadLetters } from "./check-dead-letters.ts";
import { checkClock, checkPort, checkRuntime } from "./check-machine.ts";
import { checkOffline } from "./check-offline.ts";
import type { Check } from "./check.ts";
import { examine } from "./examine.ts";
import { isBroken, reportLines } from "./report.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-doctor-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A ClickHouse that is not there fails at once; only the tests of the store start the real one. */
const noStore = { CLICKHOUSE_URL: "http://127.0.0.1:9/none" };

function configOf(env: Record<string, string> = {}, dataFolder = folder): Config {
  const config = readConfig({ PORT: "0", ...env, TIDEMARK_DATA: dataFolder });
  if (!config.ok) throw new Error(config.error.join("\n"));
  return config.value;
}

function named(checks: readonly Check[], name: string): Check {
  const found = checks.find((check) => check.name === name);
  if (found === undefined)
    throw new Error(`no check of ${name} among ${checks.map((check) => check.name).join(", ")}`);
  return found;
}

/** Every file with its size, its time and its bytes, so that nothing can change unseen. */
function everythingIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return `${file} ${statSync(file).mtimeMs} ${Bun.hash(readFileSync(file))}`;
    })
    .toSorted();
}

/** A log with ten records of a thousand bytes; returns the offsets behind them. */
async function writeLog(): Promise<number[]> {
  const log = await openDiskEventLog({
    folder: dataFolders(folder).log,
    clock: systemClock,
    logger: silentLogger,
    limits: { bytesMax: 1e9, diskShareMax: 1, segmentBytesMax: 1e8 },
  });
  const ends: number[] = [];
  for (let index = 0; index < 10; index++) ends.push(await log.append(new Uint8Array(1_000).fill(index)));
  await log.close();
  return ends;
}

function logFile(): string {
  const { log } = dataFolders(folder);
  return join(
    log,
    readdirSync(log).find((name) => name.endsWith(".log"))!,
  );
}

describe("the log of a stopped server", () => {
  const checkLog = async () =>
    (await checkOffline(configOf(noStore))).filter(({ name }) => name.startsWith("log"));

  test("with records that wait", async () => {
    await writeLog();
    expect(await checkLog()).toMatchObject([
      { name: "log", status: "ok", message: expect.stringContaining("10 records") },
    ]);
  });

  test("that is loaded up to some record", async () => {
    const ends = await writeLog();
    const state = new LoaderState({ folder: dataFolders(folder).loader, dedupeWindowMs: dayMs });
    state.intend({ batch: 1, from: 0, to: ends[5]! });
    state.commit({
      position: { batch: 1, offset: ends[5]!, seq: 6 },
      receivedTo: 0,
      fingerprints: new Uint8Array(),
      spans: new Uint8Array(),
      counts: [],
    });
    state.close();
    const checks = await checkOffline(configOf(noStore));
    expect(named(checks, "log").message).toContain("4 records");
    expect(named(checks, "loader").message).toBe("6 events stored");
  });

  test("with a last write that did not complete: looked at, not repaired", async () => {
    await writeLog();
    const file = logFile();
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(500, 7)]));
    const before = everythingIn(folder);
    expect(await checkLog()).toMatchObject([
      { name: "log", status: "ok" },
      { name: "log tail", status: "ok", message: expect.stringContaining("500 bytes") },
    ]);
    expect(everythingIn(folder)).toEqual(before);
  });

  test("with damage in the middle: told, not set aside", async () => {
    const ends = await writeLog();
    const handle = openSync(logFile(), "r+");
    writeSync(handle, Buffer.alloc(10, 99), 0, 10, ends[3]! + 200);
    closeSync(handle);
    const before = everythingIn(folder);
    const checks = await checkLog();
    expect(checks).toMatchObject([
      { name: "log", message: expect.stringContaining("9 records") },
      { name: "log damage", status: "broken" },
    ]);
    expect(checks[1]!.message).toContain(
      `1 damaged range, ${readableBytes(ends[4]! - ends[3]!)}, the first at ${ends[3]}`,
    );
    expect(everythingIn(folder)).toEqual(before);
  });

  test("whose files are gone although the loader has read them", async () => {
    const state = new LoaderState({ folder: dataFolders(folder).loader, dedupeWindowMs: dayMs });
    state.intend({ batch: 1, from: 0, to: 5_000 });
    state.commit({
      position: { batch: 1, offset: 5_000, seq: 1 },
      receivedTo: 0,
      fingerprints: new Uint8Array(),
      spans: new Uint8Array(),
      counts: [],
    });
    state.close();
    expect(await checkLog()).toMatchObject([{ name: "log", status: "broken" }]);
  });
});

describe("databases", () => {
  test.each([["loader"], ["catalog"]] as const)(
    "a damaged %s is broken, and says what to restore",
    async (name) => {
      const folders = dataFolders(folder);
      const file = name === "loader" ? join(folders.loader, "loader.db") : folders.catalogFile;
      mkdirSync(folders.loader, { recursive: true });
      writeFileSync(file, "this is no database, whatever its name says");
      const check = named(await checkOffline(configOf(noStore)), name);
      expect(check).toMatchObject({ status: "broken", remedy: expect.stringContaining("restore") });
    },
  );

  test("pages that do not fit together are found", async () => {
    const file = dataFolders(folder).catalogFile;
    const db = new Database(file, { create: true });
    db.run("CREATE TABLE projects (id TEXT, note TEXT)");
    const insert = db.query("INSERT INTO projects VALUES (?, ?)");
    db.transaction(() => {
      for (let index = 0; index < 500; index++) insert.run(`p${index}`, "x".repeat(100));
    })();
    db.close();
    expect(named(await checkOffline(configOf(noStore)), "catalog")).toMatchObject({
      status: "ok",
      message: "500 projects",
    });
    const handle = openSync(file, "r+");
    writeSync(handle, Buffer.alloc(3_000, 0xee), 0, 3_000, 4_096 * 3);
    closeSync(handle);
    expect(named(await checkOffline(configOf(noStore)), "catalog").status).toBe("broken");
  });
});

describe("the event store", () => {
  test("that cannot be reached", async () => {
    const check = named(await checkOffline(configOf(noStore)), "store");
    expect(check).toMatchObject({ status: "broken", message: expect.stringContaining("cannot be reached") });
    expect(check.remedy).toContain("CLICKHOUSE_URL");
  });
});

describe("Redis", () => {
  test("is no matter without REDIS_URL", async () => {
    const checks = await checkOffline(configOf(noStore));
    expect(checks.map(({ name }) => name)).not.toContain("bus");
  });

  test("that is not there is a warning: the server works without it", async () => {
    const checks = await checkOffline(configOf({ ...noStore, REDIS_URL: "redis://127.0.0.1:1" }));
    expect(named(checks, "bus")).toMatchObject({
      status: "warning",
      remedy: expect.stringContaining("REDIS_URL"),
    });
  });

  test.skipIf(!RedisProcess.isInstalled)(
    "that answers is good, and one that has fallen silent is not (needs redis-server in the path)",
    async () => {
      const redis = await RedisProcess.start();
      try {
        const config = configOf({ ...noStore, REDIS_URL: redis.url });
        expect(named(await checkOffline(config), "bus")).toMatchObject({ status: "ok" });
        redis.signal("SIGSTOP");
        expect(named(await checkOffline(config), "bus")).toMatchObject({ status: "warning" });
      } finally {
        await redis.kill();
      }
    },
    30_000,
  );
});

describe("the data folder", () => {
  test("that is not there is not made", async () => {
    const missing = join(folder, "a", "b");
    const checks = await examine(configOf({}, missing));
    expect(checks.filter(({ status }) => status === "broken")).toEqual([]);
    expect(named(checks, "data folder").message).toContain("the first start makes it");
    expect(existsSync(join(folder, "a"))).toBe(false);
  }, 60_000);

  test("that is a file, or open to others", () => {
    writeFileSync(join(folder, "file"), "");
    expect(checkDataFolder(configOf({}, join(folder, "file")))[0]).toMatchObject({ status: "broken" });
    chmodSync(folder, 0o755);
    expect(checkDataFolder(configOf())[0]).toMatchObject({
      status: "warning",
      remedy: `chmod 700 ${folder}`,
    });
    chmodSync(folder, 0o700);
    expect(checkDataFolder(configOf())[0]).toMatchObject({ status: "ok", message: folder });
  });

  test("on a disk that is smaller than the log may become", () => {
    const config = configOf({ TIDEMARK_LOG_BYTES_MAX: String(2 ** 52) });
    expect(named(checkDataFolder(config), "disk").message).toMatch(
      /that the log may grow to|no events are taken/,
    );
  });

  test("with dead letters", () => {
    const { deadLetters } = dataFolders(folder);
    expect(checkDeadLetters(deadLetters)).toMatchObject({ status: "ok", message: "none" });
    mkdirSync(deadLetters);
    writeFileSync(
      join(deadLetters, "batch-3.ndjson"),
      `${JSON.stringify({ project_id: "p", error: "bad row", row: "{}" })}\n`,
    );
    expect(checkDeadLetters(deadLetters)).toMatchObject({
      status: "warning",
      message: expect.stringContaining("bad row"),
    });
    writeFileSync(join(deadLetters, "batch-4.ndjson"), "{");
    expect(checkDeadLetters(deadLetters)).toMatchObject({ status: "broken" });
  });
});

describe("the machine", () => {
  test.each([
    ["1.4.5", "ok"],
    ["2.0.0", "ok"],
    ["1.3.9", "broken"],
    ["0.9.0", "broken"],
  ] as const)("runtime %s is %s", (version, status) => {
    expect(checkRuntime(version).status).toBe(status);
  });

  test("a port that somebody has", () => {
    const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
    const taken = configOf({ PORT: String(listener.port) });
    expect(checkPort(taken)).toMatchObject({
      status: "broken",
      message: `${listener.port} on 127.0.0.1 is in use`,
    });
    listener.stop(true);
    expect(checkPort(taken)).toMatchObject({ status: "ok" });
    expect(checkPort(configOf({ HOST: "192.0.2.1", PORT: "4999" }))).toMatchObject({ status: "broken" });
  });

  test("a clock that was set back", () => {
    const now = Date.now();
    expect(checkClock(folder, now).status).toBe("ok");
    expect(checkClock(folder, Date.UTC(1970, 0, 2)).status).toBe("broken");
    const file = join(folder, "catalog.db");
    writeFileSync(file, "");
    utimesSync(file, new Date(now + dayMs), new Date(now + dayMs));
    expect(checkClock(folder, now)).toMatchObject({
      status: "warning",
      message: expect.stringContaining(file),
    });
  });
});

describe("with a server", () => {
  test("that runs: it is asked, and no file changes", async () => {
    const started = await startTidemark(configOf(), silentLogger);
    if (!started.ok) throw new Error(started.error);
    try {
      await waitUntilQuiet(started.value.url);
      const before = everythingIn(folder).filter((line) => !line.includes("/clickhouse/"));
      const checks = await examine(configOf());
      expect(checks.map(({ name, status }) => `${status} ${name}`)).toEqual([
        "ok runtime",
        "ok clock",
        "ok data folder",
        expect.stringMatching(/^(?:ok|warning|broken) disk$/),
        "ok server",
        "ok log",
        "ok loader",
        "ok store",
        "ok catalog",
        "ok bus",
        "ok dead letters",
      ]);
      expect(named(checks, "server").message).toContain(`process ${process.pid} at ${started.value.url}`);
      expect(everythingIn(folder).filter((line) => !line.includes("/clickhouse/"))).toEqual(before);
    } finally {
      await started.value.stop();
    }
    const stopped = await examine(configOf());
    expect(stopped.filter(({ status, name }) => status !== "ok" && name !== "disk")).toEqual([]);
    expect(named(stopped, "store").message).toMatch(
      /^embedded ClickHouse \d+\.\d+.*; 0 events, tables as of \d{3}_/,
    );
  }, 120_000);

  test("whose store was lost", async () => {
    const state = new LoaderState({ folder: dataFolders(folder).loader, dedupeWindowMs: dayMs });
    state.intend({ batch: 1, from: 0, to: 10 });
    state.commit({
      position: { batch: 1, offset: 10, seq: 7 },
      receivedTo: 0,
      fingerprints: new Uint8Array(),
      spans: new Uint8Array(),
      counts: [],
    });
    state.close();
    expect(named(await checkOffline(configOf()), "store")).toMatchObject({
      status: "broken",
      message: expect.stringContaining("it holds nothing, although the loader has stored 7 events"),
    });
  }, 60_000);

  test("that holds the folder and says nothing", async () => {
    const lock = lockFolder(folder);
    const checks = await examine(configOf(noStore));
    expect(named(checks, "server")).toMatchObject({
      status: "warning",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    lock.release();
  });

  test("that holds the folder and does not answer", async () => {
    const lock = lockFolder(folder);
    writeServerFile(folder, { url: "http://127.0.0.1:9", pid: process.pid });
    expect(named(await examine(configOf(noStore)), "server")).toMatchObject({ status: "broken" });
    lock.release();
  });

  test("that was killed", async () => {
    writeServerFile(folder, { url: "http://127.0.0.1:9", pid: 1 });
    const checks = await examine(configOf(noStore));
    expect(named(checks, "server")).toMatchObject({
      status: "ok",
      message: expect.stringContaining("was killed"),
    });
    // And the lock is free again.
    lockFolder(folder).release();
  });
});

async function waitUntilQuiet(url: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/ingestion?waitMs=20000`);
  expect(await response.json()).toMatchObject({ isLoaded: true });
}

describe("the report", () => {
  const checks: Check[] = [
    { name: "a", status: "ok", message: "fine", remedy: "" },
    { name: "b", status: "warning", message: "so so", remedy: "look" },
    { name: "c", status: "broken", message: "bad", remedy: "mend" },
  ];

  test("has a line for each check and what to do", () => {
    expect(reportLines(checks)).toEqual([
      "✓ a — fine",
      "! b — so so",
      "    → look",
      "✗ c — bad",
      "    → mend",
      "",
      "1 broken, 1 to look at",
    ]);
    expect(reportLines(checks.slice(0, 1)).at(-1)).toBe("everything is well");
    expect(isBroken(checks)).toBe(true);
    expect(isBroken(checks.slice(0, 2))).toBe(false);
  });

  test("as a command: exit code 1 when something is broken, JSON on request", async () => {
    writeFileSync(dataFolders(folder).catalogFile, "no database");
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    const { PATH = "", HOME = "" } = process.env;
    const child = Bun.spawn(["sh", "bin/tidemark", "doctor", "--json", "--data", copy], {
      cwd: join(import.meta.dir, "../../.."),
      env: { PATH, HOME, ...noStore },
      stdout: "pipe",
      stderr: "inherit",
    });
    const found = JSON.parse(await child.stdout.text()) as Check[];
    rmSync(copy, { recursive: true });
    expect(named(found, "catalog").status).toBe("broken");
    expect(await child.exited).toBe(1);
  }, 60_000);
});

test.each([
  [0, "0 bytes"],
  [1_023, "1023 bytes"],
  [1_536, "1.5 KiB"],
  [73 * 1024 ** 3, "73 GiB"],
  [5e15, "4547 TiB"],
])("%d bytes are %s", (bytes, readable) => {
  expect(readableBytes(bytes)).toBe(readable);
});
