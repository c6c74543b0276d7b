/**
 * The child process in which the ClickHouse library runs. The library's call blocks its thread for the
 * life of the server, so it gets a thread of its own, and the main thread waits for the end: standard
 * input closes when the server stops the child, and also when the server dies, however it dies.
 *
 * The end is a SIGKILL to itself, at once. Nothing is lost by it: an acknowledged insert is on disk, and
 * one that was not acknowledged is sent again with its token. The library's own way out takes a second,
 * and an exit that runs its destructors beside its running threads may crash.
 *
 * Signals that ask a process to end are for the server, not for its child: Ctrl-C and service managers
 * send them to the whole group, and the server needs its store to empty the log.
 */
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { assert } from "../../kernel/assert.ts";
import { lockFolderWaiting } from "../../kernel/folder-lock.ts";
import type { ChildSetup } from "./child-thread.ts";

/** Below everything that answers clients: queries and merges may wait, ingest may not. */
const niceness = 5;
/** When memory runs out, the kernel ends this process before the server, whose log covers the gap. */
const outOfMemoryScore = 500;
/** A child whose server was killed is gone within milliseconds; a disk that hangs may keep it longer. */
const lockTimeoutMs = 20_000;

process.stdin.on("end", endNow);
process.stdin.on("error", endNow);
process.stdin.resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

// Before the thread starts, because threads take over the priority of the one that starts them.
stepBack();
const given = process.argv[2];
assert(given !== undefined, "the child is started with its setup");
const setup = JSON.parse(given) as ChildSetup;
try {
  await lockFolderWaiting(setup.folder, lockTimeoutMs);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exit(1);
}
const thread = new Worker(new URL("./child-thread.ts", import.meta.url).href);
thread.addEventListener("error", (event) => {
  console.error(event.message);
  process.exit(1);
});
thread.postMessage(setup);

function endNow(): void {
  process.kill(process.pid, "SIGKILL");
}

function stepBack(): void {
  try {
    setPriority(niceness);
    if (process.platform === "linux") writeFileSync("/proc/self/oom_score_adj", String(outOfMemoryScore));
  } catch {
    // Courtesies to the server; a sandbox that forbids them changes nothing else.
  }
}
