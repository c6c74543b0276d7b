import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { ServerProcess } from "../../test/harness/server-process.ts";

/* The command as a person runs it: processes, files, pipes and exit codes. */

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-import-"));
  data = join(folder, "data");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const patienceMs = 120_000;

function spawnImport(args: readonly string[], stdin: Uint8Array | "ignore" = "ignore") {
  const { PATH = "", HOME = "" } = process.env;
  return Bun.spawn(["sh", "bin/tidemark", "import", ...args], {
    cwd: join(import.meta.dir, "../.."),
    env: { PATH, HOME, TIDEMARK_DATA: data },
    stdin,
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function runCommand(args: readonly string[], stdin: Uint8Array | "ignore" = "ignore") {
  const child = spawnImport(args, stdin);
  const [out, said] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { exitCode: await child.exited, out, said, ...numbersIn(out) };
}

function numbersIn(out: string): { read: number; stored: number; duplicate: number } {
  const number = (name: string) =>
    Number(new RegExp(`^${name} +([\\d,]+)`, "m").exec(out)?.[1]?.replaceAll(",", ""));
  return { read: number("read"), stored: number("stored"), duplicate: number("duplicate") };
}

function records(events: number): string {
  return Array.from({ length: events }, (_, index) =>
    JSON.stringify({ name: "a", time: 1e12 + index, user_id: `u${index % 9}` }),
  ).join("\n");
}

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe("tidemark import", () => {
  test(
    "without a server starts one for the import; with one, uses it",
    async () => {
      const file = write("events.ndjson.gz", gzipSync(records(3_000)));
      const first = await runCommand([file]);
      expect(first).toMatchObject({ exitCode: 0, read: 3_000, stored: 3_000, duplicate: 0 });
      expect(first.said).toContain("where no server runs");

      const server = await ServerProcess.listening({ dataFolder: data });
      try {
        const again = await runCommand(["--format", "ndjson", "-"], zstdCompressSync(records(3_001)));
        expect(again).toMatchObject({ exitCode: 0, read: 3_001, stored: 1, duplicate: 3_000 });
        expect(again.said).toContain(`into the server at ${server.url}`);
      } finally {
        await server.terminate();
      }
    },
    patienceMs,
  );

  test(
    "killed half-way and repeated, stores every event once",
    async () => {
      const file = write("events.ndjson", records(40_000));
      const killed = spawnImport([file]);
      await Bun.sleep(3_000);
      killed.kill("SIGKILL");
      await killed.exited;
      const again = await runCommand([file]);
      expect(again).toMatchObject({ exitCode: 0, read: 40_000 });
      expect(again.stored + again.duplicate).toBe(40_000);
      expect(await runCommand([file])).toMatchObject({ exitCode: 0, stored: 0, duplicate: 40_000 });
    },
    patienceMs,
  );

  test(
    "rejected lines are named and no failure, unless --strict says so",
    async () => {
      const file = write("events.csv", "name,time\na,1\nb,soon\nc,2\n");
      const loose = await runCommand([file]);
      expect(loose).toMatchObject({ exitCode: 0, read: 3, stored: 2 });
      expect(loose.out).toContain("  time_out_of_range time: 1 (line 3)");
      expect(await runCommand([file, "--strict"])).toMatchObject({ exitCode: 1, stored: 0, duplicate: 2 });
    },
    patienceMs,
  );

  test(
    "a file that ends too early is a failure, and says how to go on",
    async () => {
      const cut = gzipSync(records(20_000)).subarray(0, 20_000);
      const { exitCode, out } = await runCommand(["--format", "ndjson", "-"], cut);
      expect(exitCode).toBe(2);
      expect(out).toStartWith("stopped: the gzip compression is damaged, or the file is cut off");
    },
    patienceMs,
  );

  test.each<[string, readonly string[], string]>([
    ["a file that is not there", ["missing.csv"], "missing.csv cannot be read"],
    ["a folder", ["--format", "csv", "."], ". is a folder"],
    ["no format", ["README"], "--format"],
    [
      "a flag that does nothing",
      ["--format", "combined", "--map", "name=a", "-"],
      "--map does not go with --format combined",
    ],
    ["an empty delimiter", ["--format", "csv", "README.md", "--delimiter", ""], "--delimiter"],
  ])(
    "%s is told before anything is started",
    async (_, args, message) => {
      const { exitCode, said } = await runCommand(args);
      expect(exitCode).toBe(2);
      expect(said).toContain(message);
    },
    patienceMs,
  );

  test(
    "a server that is not there is told soon",
    async () => {
      const { exitCode, said } = await runCommand([
        "--format",
        "csv",
        "--url",
        "http://127.0.0.1:9",
        "README.md",
      ]);
      expect(exitCode).toBe(2);
      expect(said).toContain("http://127.0.0.1:9 does not answer");
    },
    patienceMs,
  );
});
