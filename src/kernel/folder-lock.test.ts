import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderLockedError, lockFolder, lockFolderWaiting } from "./folder-lock.ts";

let folder: string;
const children: Bun.Subprocess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-lock-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    await child.exited;
  }
  rmSync(folder, { recursive: true, force: true });
});

describe("lockFolder", () => {
  test("refuses a second holder in the same process until the first lets go", () => {
    const first = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderLockedError);
    first.release();
    first.release();
    lockFolder(folder).release();
  });

  test("names the process that holds the folder and says what to do", async () => {
    const holder = await startHolder();
    expect(readFileSync(join(folder, "lock"), "utf8")).toBe(`${holder.pid}\n`);
    expect(() => lockFolder(folder)).toThrow(
      `another Tidemark (process ${holder.pid}) is using the data folder ${folder}; stop it or set TIDEMARK_DATA to another folder`,
    );
  });

  test("is free as soon as the holder was killed with -9", async () => {
    const holder = await startHolder();
    holder.kill("SIGKILL");
    await holder.exited;
    const lock = lockFolder(folder);
    expect(readFileSync(join(folder, "lock"), "utf8")).toBe(`${process.pid}\n`);
    lock.release();
  });

  test("is not inherited by a child process that outlives its parent", async () => {
    const holder = await startHolder(
      "const heir = Bun.spawn(['sleep', '60'], { stdio: ['ignore', 'ignore', 'ignore'] }); heir.unref(); console.log(heir.pid);",
    );
    const heirPid = Number(holder.lines[1]);
    holder.kill("SIGKILL");
    await holder.exited;
    try {
      expect(() => process.kill(heirPid, 0)).not.toThrow();
      lockFolder(folder).release();
    } finally {
      process.kill(heirPid, "SIGKILL");
    }
  });

  test("creates the folder", () => {
    const inner = join(folder, "a", "b");
    lockFolder(inner).release();
    expect(readFileSync(join(inner, "lock"), "utf8")).toBe(`${process.pid}\n`);
  });
});

describe("lockFolderWaiting", () => {
  test("takes over when the holder is gone", async () => {
    const holder = await startHolder();
    const waiting = lockFolderWaiting(folder, 10_000);
    await Bun.sleep(60);
    holder.kill("SIGKILL");
    (await waiting).release();
  });

  test("gives up after its time", async () => {
    const lock = lockFolder(folder);
    const startedAt = performance.now();
    await expect(lockFolderWaiting(folder, 100)).rejects.toBeInstanceOf(FolderLockedError);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(100);
    lock.release();
  });

  test("does not wait on other errors", async () => {
    await Bun.write(join(folder, "file"), "");
    await expect(lockFolderWaiting(join(folder, "file"), 10_000)).rejects.not.toBeInstanceOf(
      FolderLockedError,
    );
  });
});

interface Holder {
  readonly pid: number;
  readonly exited: Promise<number>;
  readonly lines: readonly string[];
  kill(signal: "SIGKILL"): void;
}

/** A real second process that holds the folder; `more` runs in it and has to print one line. */
async function startHolder(more = "console.log('');"): Promise<Holder> {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(join(import.meta.dir, "folder-lock.ts"))});
    globalThis.lock = lockFolder(${JSON.stringify(folder)});
    console.log("locked");
    ${more}
    setInterval(() => {}, 1000);
  `;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" });
  children.push(child);
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.split("\n").length > 2) break;
  }
  return {
    pid: child.pid,
    exited: child.exited,
    lines: text.split("\n"),
    kill: (signal) => child.kill(signal),
  };
}
