import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * The files below a folder that hold a text: as it stands there, and inside the blocks that ClickHouse
 * compressed, where nobody would see it. Files that go meanwhile are passed over.
 */
export function filesWith(folder: string, text: string): string[] {
  const needle = Buffer.from(text);
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !holds(path, needle)) continue;
    found.push(relative(folder, path));
  }
  return found.toSorted();
}

function holds(path: string, needle: Buffer): boolean {
  try {
    // Preallocated files of databases are mostly empty; nothing here is larger than memory.
    if (statSync(path).size === 0) return false;
    const bytes = readFileSync(path);
    if (bytes.includes(needle)) return true;
    return path.endsWith(".bin") && blocksOf(bytes).some((block) => block.includes(needle));
  } catch {
    return false;
  }
}

const checksumBytes = 16;
const headerBytes = 9;
const lz4 = 0x82;
const zstd = 0x90;

/** A file of blocks: checksum, method, size with this header, size unpacked, then the packed bytes. */
function blocksOf(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = checksumBytes; at + headerBytes < bytes.byteLength;) {
    const method = bytes[at]!;
    const size = bytes.readUInt32LE(at + 1);
    const packed = bytes.subarray(at + headerBytes, at + size);
    if (method === zstd) blocks.push(Buffer.from(Bun.zstdDecompressSync(packed)));
    else if (method === lz4) blocks.push(unpackLz4(packed, bytes.readUInt32LE(at + 5)));
    at += size + checksumBytes;
  }
  return blocks;
}

/** The LZ4 block format: literals, then a copy of earlier output, over and over. */
function unpackLz4(packed: Buffer, size: number): Buffer {
  const out = Buffer.alloc(size);
  let from = 0;
  let to = 0;
  const length = (start: number): number => {
    let total = start;
    for (let more = start === 15 ? 255 : 0; more === 255;) {
      more = packed[from++]!;
      total += more;
    }
    return total;
  };
  while (from < packed.byteLength) {
    const token = packed[from++]!;
    const literals = length(token >> 4);
    packed.copy(out, to, from, from + literals);
    from += literals;
    to += literals;
    if (from >= packed.byteLength) break;
    const offset = packed.readUInt16LE(from);
    from += 2;
    for (let left = length(token & 15) + 4; left > 0; left--, to++) out[to] = out[to - offset]!;
  }
  return out;
}
