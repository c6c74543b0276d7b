import { assert } from "../../kernel/assert.ts";
import { lockFolderWaiting } from "../../kernel/folder-lock.ts";
import type { ChildSetup } from "./child-thread.ts";

/**
 * The child process in which the ClickHouse library runs. Its main thread waits for the end of
 * standard input, which comes when the server closes it or dies in whatever way, and then ends the
 * process; the library's call blocks a thread of its own. The folder's lock, held for the life of the
 * process, keeps a successor waiting until this one is gone.
 */
const lockTimeoutMs = 20_000;

process.stdin.on("end", () => process.exit(0));
process.stdin.on("error", () => process.exit(0));
process.stdin.resume();

const given = process.argv[2];
assert(given !== undefined, "the child is started with its setup");
const setup = JSON.parse(given) as ChildSetup;
await lockFolderWaiting(setup.folder, lockTimeoutMs);
const thread = new Worker(new URL("./child-thread.ts", import.meta.url).href);
thread.addEventListener("error", (event) => {
  console.error(event.message);
  process.exit(1);
});
thread.postMessage(setup);
