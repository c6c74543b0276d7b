import { dlopen, ptr } from "bun:ffi";

/** Runs the library's command line; the call blocks this thread for the life of the server. */
export interface ChildSetup {
  readonly library: string;
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
  // The call only returns when the server could not start.
  process.exit(1);
};
