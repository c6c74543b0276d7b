import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ledger } from "../harness/ledger.ts";
import { hasProc, killNow, signalTo, survivors } from "../harness/processes.ts";
import { SeededRandom, seedFromEnvironment } from "../harness/random.ts";
import { ResendingClient } from "../harness/resending-client.ts";
import { rollupDifferences } from "../harness/rollup-differences.ts";
import { drain, eventually, health, postJson } from "../harness/server-api.ts";
import { type ServerOptions, ServerProcess } from "../harness/server-process.ts";
import { StoreReader, storePid } from "../harness/store-reader.ts";
import { TemporaryMount, mayMount } from "../harness/temporary-mount.ts";

/*
 * What a machine does to a server without killing it: no space, no right to write, no port, a folder in
 * use, a disk that rots. Each ends in a sentence that says what to do, and costs no acknowledged event.
 */

const canMount = mayMount();
let folder = "";
const running: ServerProcess[] = [];
const mounts: TemporaryMount[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-faults-"));
});

afterEach(async () => {
  for (const server of running.splice(0)) {
    const children = server.childPids();
    await server.kill();
    for (const pid of await survivors(children, 5_000)) killNow(pid);
  }
  for (const mount of mounts.splice(0)) mount.remove();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!hasProc)("a server that cannot start (needs Linux's /proc)", () => {
  test("says that its port is in use", async () => {
    const taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const words = await wordsOfFailedStart({
      dataFolder: join(folder, "port"),
      env: { PORT: String(taken.port) },
    });
    taken.stop(true);
    expect(words).toContain(`port ${taken.port} on 127.0.0.1 is in use`);
    expect(words).toContain("set PORT");
  });

  test("says who uses its data folder, and leaves that server alone", async () => {
    const first = await start({ dataFolder: join(folder, "shared") });
    const words = await wordsOfFailedStart({ dataFolder: first.dataFolder });
    expect(words).toContain(`process ${first.pid}`);
    expect(words).toContain("TIDEMARK_DATA");
    const answer = await postJson(first, "/collect", { type: "pageview", sessionId: "s" });
    expect(answer.status).toBe(200);
    // Other commands still find the first server by its file.
    expect(JSON.parse(readFileSync(join(first.dataFolder, "server.json"), "utf8"))).toEqual({
      url: first.url,
      pid: first.pid,
    });
  });

  test("says that its data folder is a file", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "not a folder");
    const words = await wordsOfFailedStart({ dataFolder: file });
    expect(words).toContain(file);
    expect(words).toContain("TIDEMARK_DATA");
  });

  test("says which setting is no good", async () => {
    const words = await wordsOfFailedStart({ dataFolder: join(folder, "setting"), env: { PORT: "eighty" } });
    expect(words).toContain("PORT");
  });
});

describe.skipIf(!hasProc)("a first start that was cut short (needs Linux's /proc)", () => {
  test("does not keep the next one from starting", async () => {
    // What a kill leaves behind between the making of each file and its first content.
    const dataFolder = join(folder, "cut-short");
    for (const file of ["loader/loader.db", "catalog.db"]) {
      mkdirSync(dirname(join(dataFolder, file)), { recursive: true });
      writeFileSync(join(dataFolder, file), "");
    }
    const server = await start({ dataFolder });
    expect((await postJson(server, "/collect", { type: "pageview", userId: "u" })).status).toBe(200);
    await drain(server);
  });
});

describe.skipIf(!canMount)("a data folder that cannot be written (needs the right to mount)", () => {
  test("is named at the start", async () => {
    const mount = mounted("read-only", 16);
    mount.makeReadOnly();
    const words = await wordsOfFailedStart({ dataFolder: join(mount.folder, "data") });
    expect(words).toContain(join(mount.folder, "data"));
    expect(words).toMatch(/writ/);
    expect(words).toContain("TIDEMARK_DATA");
  });

  test("is named at the start when it held data before", async () => {
    const mount = mounted("read-only-later", 256);
    const server = await start({ dataFolder: join(mount.folder, "data") });
    await drain(server);
    expect(await server.terminate()).toEqual({ exitCode: 0, signal: null });
    mount.makeReadOnly();
    const words = await wordsOfFailedStart({ dataFolder: server.dataFolder });
    expect(words).toContain(server.dataFolder);
  });
});

describe.skipIf(!canMount)("a disk that fills up (needs the right to mount)", () => {
  test("makes intake answer 503 with Retry-After, loses nothing, and is forgotten when there is space", async () => {
    const mount = mounted("full", 512);
    const env = { TIDEMARK_DO_NOT_TRACK: "drop" };
    const server = await start({ dataFolder: join(mount.folder, "data"), env });
    const random = new SeededRandom(seedFromEnvironment("TIDEMARK_CRASH_SEED"));
    const ledger = new Ledger({ random, prefix: "full", now: Date.now() });
    const faults: string[] = [];
    const stopping = new AbortController();
    const onFault = (fault: string): void => {
      faults.push(fault);
    };
    const clients = Array.from({ length: 6 }, () =>
      new ResendingClient({ ledger, random: random.fork(), target: () => server.url, onFault }).run(
        stopping.signal,
      ),
    );
    // Not while the tables are being made, which is another story.
    await eventually(
      () => health(server),
      ({ status }) => status === "ok",
    );
    await Bun.sleep(1_500);

    using full = keepFull(mount.folder);
    const probe = { type: "pageview", eventId: "probe", userId: "probe" };
    const refused = await eventually(
      () => postJson(server, "/collect", probe),
      ({ status }) => status === 503,
    );
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const { error } = (await refused.json()) as {
      error: { code: string; message: string; requestId: string };
    };
    expect(["log_full", "log_unavailable"]).toContain(error.code);
    expect(error.requestId).toStartWith("req_");
    // The operator is told more than the client.
    const down = await eventually(
      () => health(server),
      ({ status }) => status === "down",
    );
    expect(down.parts["log"]!.message).toMatch(/disk/);
    // The catalog may fail later: its journal may have room inside.
    const saved: string[] = [];
    const refusedSave = await eventually(
      async () => {
        const answer = await postJson(server, "/api/v1/segments", {
          name: `mobile ${saved.length} ${"x".repeat(150)}`,
          segment: { did: { event: "click" } },
        });
        if (answer.status === 201) saved.push(((await answer.clone().json()) as { id: string }).id);
        return answer;
      },
      ({ status }) => status !== 201,
    );
    expect(refusedSave.status, await refusedSave.clone().text()).toBe(503);
    expect(((await refusedSave.json()) as { error: { code: string } }).error.code).toBe(
      "catalog_unavailable",
    );
    await Bun.sleep(3_000);
    const acknowledgedWhenFull = ledger.acknowledgedEvents;

    full.free();
    await eventually(
      () => postJson(server, "/collect", probe),
      ({ status }) => status === 200,
    );
    await Bun.sleep(500);
    stopping.abort();
    await Promise.all(clients);
    await drain(server);
    expect(ledger.acknowledgedEvents).toBeGreaterThan(acknowledgedWhenFull);
    for (const id of saved) expect((await fetch(`${server.url}/api/v1/segments/${id}`)).status).toBe(200);
    const store = new StoreReader(server);
    const isProbe = (fault: string): boolean => fault === "probe is stored and was never sent";
    const storedFaults = (await ledger.faults(store)).filter((fault) => !isProbe(fault));
    expect([...faults, ...storedFaults, ...(await rollupDifferences(store))]).toEqual([]);
    expect((await health(server)).status).toBe("ok");
    expectPlainWords(server.output);
  }, 120_000);
});

describe.skipIf(!canMount)("a start on a full disk (needs the right to mount)", () => {
  test("is said, and loses nothing that waits in the log", async () => {
    const mount = mounted("full-at-start", 512);
    const options = { dataFolder: join(mount.folder, "data") };
    const server = await start(options);
    await drain(server);
    const store = storePid(server)!;
    signalTo(store, "SIGSTOP");
    expect((await postJson(server, "/collect", eventOf("waits"))).status).toBe(200);
    await server.kill();
    killNow(store);
    const ballast = fillUp(mount.folder);
    const words = await wordsOfFailedStart(options);
    expect(words).toContain("is full; free some space");
    rmSync(ballast);
    const again = await start(options);
    await drain(again);
    expect(await new StoreReader(again).number("SELECT count() FROM events_v1")).toBe(1);
  }, 60_000);
});

describe.skipIf(!existsSync("/dev/full"))(
  "a server whose own words cannot be written (needs /dev/full)",
  () => {
    // As when standard error goes into a file on the disk that is full.
    test("works on without them", async () => {
      const server = await start({
        dataFolder: join(folder, "speechless"),
        outputFile: "/dev/full",
        env: { LOG_LEVEL: "debug" },
      });
      await drain(server);
      expect((await postJson(server, "/collect", { type: 5 })).status).toBe(400);
      expect((await postJson(server, "/collect", { type: "pageview", userId: "u" })).status).toBe(200);
      killNow(storePid(server)!);
      await eventually(
        () => health(server),
        ({ parts }) => parts["store"]?.status !== "ok",
      );
      await eventually(
        () => health(server),
        ({ status }) => status === "ok",
      );
      expect(await server.terminate()).toEqual({ exitCode: 0, signal: null });
    });
  },
);

describe.skipIf(!hasProc)("a store that hangs (needs Linux's /proc)", () => {
  test("keeps no event out and no client waiting for ever, is named, killed and started again", async () => {
    const server = await start({ dataFolder: join(folder, "hanging") });
    expect((await postJson(server, "/collect", eventOf("before"))).status).toBe(200);
    await drain(server);
    const store = storePid(server)!;
    signalTo(store, "SIGSTOP");

    expect((await postJson(server, "/collect", eventOf("meanwhile"))).status).toBe(200);
    // The one that asks before anybody knows waits until its time is up, or the store is killed.
    const early = timed(server, "/api/metrics");
    const report = await eventually(
      () => health(server),
      ({ parts }) => parts["store"]!.message.includes("has not answered for"),
      30_000,
    );
    expect(report.status).toBe("degraded");
    expect(report.parts["store"]!.message).toContain(`process ${store}`);
    // It takes events, so a supervisor must not end it; and who asks now is told at once.
    const [alive, late] = await Promise.all([timed(server, "/healthz"), timed(server, "/api/events")]);
    expect(alive.status).toBe(200);
    expect(late).toMatchObject({ status: 503, retryAfter: "10" });
    expect(Math.max(alive.tookMs, late.tookMs)).toBeLessThan(2_000);
    expect(await doctorsWords(server)).toContain(report.parts["store"]!.message.split(" for ")[0]!);

    const asked = await early;
    expect([503, 504]).toContain(asked.status);
    expect(asked.tookMs).toBeLessThan(45_000);
    await eventually(
      () => health(server),
      ({ status }) => status === "ok",
      60_000,
    );
    expect(storePid(server)).not.toBe(store);
    await drain(server);
    const found = await new StoreReader(server).rows("SELECT event_id FROM events_v1 ORDER BY seq");
    expect(found).toEqual([{ event_id: "before" }, { event_id: "meanwhile" }]);
    expect(server.output).toContain("does not answer");
    expectPlainWords(server.output);
  }, 150_000);

  test("does not keep a server from ending when it is asked to", async () => {
    const server = await start({ dataFolder: join(folder, "hanging-at-the-end") });
    await drain(server);
    signalTo(storePid(server)!, "SIGSTOP");
    expect((await postJson(server, "/collect", eventOf("last"))).status).toBe(200);
    expect(await server.terminate()).toEqual({ exitCode: 0, signal: null });
    const again = await start({ dataFolder: server.dataFolder });
    await drain(again);
    expect(await new StoreReader(again).number("SELECT count() FROM events_v1")).toBe(1);
  }, 60_000);
});

describe.skipIf(!hasProc)("a log that rots on the disk (needs Linux's /proc)", () => {
  test("loses the damaged record alone, and health names the file with its bytes", async () => {
    const options = { dataFolder: join(folder, "rotten") };
    const server = await start(options);
    expect((await postJson(server, "/collect", { type: "before", userId: "u" })).status).toBe(200);
    await drain(server);
    // The store stands still, so that the events stay in the log.
    const store = storePid(server)!;
    signalTo(store, "SIGSTOP");
    for (let index = 0; index < 60; index++) {
      const answer = await postJson(server, "/collect", {
        type: "rot",
        eventId: `rot-${index}`,
        userId: "u",
      });
      expect(answer.status).toBe(200);
    }
    await server.kill();
    killNow(store);
    expect(await survivors([store], 5_000)).toEqual([]);
    flipByte(options.dataFolder, "rot-30");

    const again = await start(options);
    await drain(again);
    const stored = await new StoreReader(again).rows<{ event_id: string }>(
      "SELECT event_id FROM events_v1 WHERE name = 'rot' ORDER BY seq",
    );
    const expected = Array.from({ length: 60 }, (_, index) => `rot-${index}`).filter((id) => id !== "rot-30");
    expect(stored.map(({ event_id }) => event_id)).toEqual(expected);

    const report = await health(again);
    expect(report.status).toBe("degraded");
    const message = report.parts["loader"]!.message;
    const named = /\/\S+\/damaged\/\d+\.bin/.exec(message)?.[0] ?? "";
    expect(existsSync(named), `no file of damaged bytes in: ${message}`).toBe(true);
    expect(readFileSync(named).includes("rot-30".slice(1))).toBe(true);
    expectPlainWords(again.output);
    // It takes events as before.
    expect((await postJson(again, "/collect", { type: "rot", userId: "u" })).status).toBe(200);
  }, 60_000);
});

function eventOf(id: string) {
  return { type: id, eventId: id, userId: "u" };
}

async function timed(server: ServerProcess, path: string) {
  const startedAt = performance.now();
  const response = await fetch(`${server.url}${path}`).catch(() => null);
  const tookMs = performance.now() - startedAt;
  return { status: response?.status ?? 0, retryAfter: response?.headers.get("retry-after"), tookMs };
}

async function doctorsWords(server: ServerProcess): Promise<string> {
  const command = ["sh", "bin/tidemark", "doctor", "--data", server.dataFolder];
  const cwd = join(import.meta.dir, "../..");
  return new Response(Bun.spawn(command, { cwd, stdout: "pipe", stderr: "ignore" }).stdout).text();
}

async function start(options: ServerOptions): Promise<ServerProcess> {
  const server = new ServerProcess(options);
  running.push(server);
  await server.whenListening();
  return server;
}

/** What a server says that ends right away; its words are for people. */
async function wordsOfFailedStart(options: ServerOptions): Promise<string> {
  const server = new ServerProcess(options);
  running.push(server);
  const end = await server.end(60_000);
  expect(end, `runs on:\n${server.output}`).not.toBeNull();
  expect(end).toEqual({ exitCode: 1, signal: null });
  expectPlainWords(server.output);
  return server.output;
}

/** No stack trace, neither the runtime's own nor one in a log line. */
function expectPlainWords(output: string): void {
  expect(output).not.toMatch(/^\s+at .*[:(]/m);
  expect(output).not.toMatch(/\\n\s+at /);
  expect(output).not.toContain("Bun v1");
}

function mounted(name: string, mebibytes: number): TemporaryMount {
  const mount = TemporaryMount.create(join(folder, name), mebibytes);
  if (mount === null) throw new Error("a file system could be mounted before, and now it cannot");
  mounts.push(mount);
  return mount;
}

/** What the store or the log gives back while this lasts is taken away again. */
function keepFull(disk: string): Disposable & { free(): void } {
  const ballast = fillUp(disk);
  const filling = setInterval(() => fillUp(disk), 20);
  const free = () => {
    clearInterval(filling);
    rmSync(ballast, { force: true });
  };
  return { free, [Symbol.dispose]: free };
}

/** Writes until nothing more goes in, also what was freed since the last time; returns the file that holds the space. */
function fillUp(disk: string): string {
  const ballast = join(disk, "ballast");
  const file = openSync(ballast, "a");
  for (const bytes of [64 * 1024, 1024]) writeUntilFull(file, Buffer.alloc(bytes));
  closeSync(file);
  return ballast;
}

function writeUntilFull(file: number, block: Uint8Array): void {
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}

/** Changes the first letter of the text where it stands in the log. */
function flipByte(dataFolder: string, text: string): void {
  const log = join(dataFolder, "log");
  for (const name of readdirSync(log).filter((file) => file.endsWith(".log"))) {
    const path = join(log, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    const at = bytes.indexOf(text);
    if (at === -1) continue;
    bytes[at] = bytes[at]! ^ 0xff;
    writeFileSync(path, bytes);
    return;
  }
  throw new Error(`${text} is not in the log`);
}
