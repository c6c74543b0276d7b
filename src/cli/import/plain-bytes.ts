import { Readable } from "node:stream";
import { FileError } from "./file-error.ts";

/**
 * The bytes as they were before somebody compressed them. The first bytes tell gzip and zstd from
 * plain text, because names and extensions get lost on the way. One chunk is held at a time.
 */
export async function* plainBytes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const start = await readStart(iterator);
  const whole = startingWith(start, iterator);
  const compression = compressionOf(start);
  yield* compression === undefined ? whole : decompressed(whole, compression);
}

const signatureBytes = 4;

async function readStart(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array();
  while (start.byteLength < signatureBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    start = start.byteLength === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  return start;
}

async function* startingWith(
  start: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield start;
  yield* { [Symbol.asyncIterator]: () => iterator };
}

function compressionOf(start: Uint8Array): "gzip" | "zstd" | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return "gzip";
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return "zstd";
  return undefined;
}

/** Not node:zlib, whose zstd stream takes a file that was cut off for a whole one. */
async function* decompressed(
  chunks: AsyncIterable<Uint8Array>,
  compression: "gzip" | "zstd",
): AsyncGenerator<Uint8Array> {
  const plain = Readable.toWeb(Readable.from(chunks)).pipeThrough(new DecompressionStream(compression));
  try {
    yield* plain;
  } catch (cause) {
    // A code is the system's, which cannot read the file.
    if (cause instanceof Error && "code" in cause) throw cause;
    throw new FileError(`the ${compression} compression is damaged, or the file is cut off`, { cause });
  }
}
