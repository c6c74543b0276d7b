/** The child's thread that runs the library's command line, which does not return while it serves. */
import { dlopen, ptr } from "bun:ffi";

export interface ChildSetup {
  readonly library: string;
  /** Locked by the child for its life. */
  readonly folder: string;
  readonly arguments: readonly string[];
}

declare const self: { onmessage: ((event: MessageEvent<ChildSetup>) => void) | null };

self.onmessage = ({ data }) => {
  const { symbols } = dlopen(data.library, {
    chdb_query_cmdline: { args: ["i32", "ptr"], returns: "ptr" },
  });
  const texts = data.arguments.map((argument) => Buffer.from(`${argument}\0`));
  const pointers = new BigUint64Array(texts.map((text) => BigInt(ptr(text))));
  symbols.chdb_query_cmdline(texts.length, ptr(pointers));
  // It has returned, so the server could not start or has broken down; its words are on standard error.
  process.kill(process.pid, "SIGKILL");
};
