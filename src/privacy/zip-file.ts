import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open, rename } from "node:fs/promises";
import { ZipWriter, configure } from "@zip.js/zip.js";

/** One file in a zip, and what a reader checks it by. */
export interface ZippedFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes a zip of NDJSON files as they come, with a manifest at its end; memory does not grow with
 * them. The file has its name only when it is whole and on the disk.
 */
export async function writeZip(
  path: string,
  parts: Readonly<Record<string, AsyncIterable<Uint8Array>>>,
  manifestOf: (files: readonly ZippedFile[]) => unknown,
): Promise<readonly ZippedFile[]> {
  const draft = `${path}.part`;
  const out = createWriteStream(draft, { mode: 0o600 });
  const zip = new ZipWriter(
    new WritableStream<Uint8Array>({
      write: async (chunk) => {
        if (!out.write(chunk)) await once(out, "drain");
      },
    }),
  );
  const files: ZippedFile[] = [];
  for (const [name, rows] of Object.entries(parts)) {
    const counted = new CountedRows(name, rows);
    await zip.add(name, counted.stream());
    files.push(counted.file());
  }
  const manifest = JSON.stringify(manifestOf(files), null, 2);
  await zip.add("manifest.json", new Blob([manifest]).stream());
  await zip.close();
  out.end();
  await once(out, "close");
  const file = await open(draft, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return files;
}

// Workers are for browsers; here they would only be more threads to end.
configure({ useWebWorkers: false });

class CountedRows {
  readonly #name: string;
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #hash = new Bun.CryptoHasher("sha256");
  #rows = 0;
  #bytes = 0;

  constructor(name: string, source: AsyncIterable<Uint8Array>) {
    this.#name = name;
    this.#source = source;
  }

  stream(): ReadableStream<Uint8Array> {
    const chunks = this.#count();
    return new ReadableStream({
      pull: async (controller) => {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => void (await chunks.return(undefined)),
    });
  }

  file(): ZippedFile {
    return { name: this.#name, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  async *#count(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source) {
      this.#hash.update(chunk);
      this.#bytes += chunk.byteLength;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) this.#rows++;
      yield chunk;
    }
  }
}

const newline = 0x0a;
