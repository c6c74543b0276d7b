import { expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { FileError } from "./file-error.ts";
import { plainBytes } from "./plain-bytes.ts";

const text = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${Math.sin(index)}`).join("\n");
const plain = Buffer.from(text);

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size = 10_000): Promise<string> {
  return Buffer.concat(await Array.fromAsync(plainBytes(inChunks(bytes, size)))).toString();
}

const two = (compress: (bytes: Uint8Array) => Uint8Array) =>
  Buffer.concat([compress(plain.subarray(0, 1_000)), compress(plain.subarray(1_000))]);

test.each([
  ["plain text", plain, 10_000],
  ["gzip", gzipSync(plain), 10_000],
  ["zstd", zstdCompressSync(plain), 10_000],
  ["two gzip files one behind the other", two(gzipSync), 10_000],
  ["two zstd files one behind the other", two(zstdCompressSync), 10_000],
  ["gzip, byte by byte", gzipSync(plain), 1],
])("%s comes out as it was", async (_, bytes, size) => {
  expect((await read(bytes, size)) === text).toBe(true);
});

test.each([
  ["", ""],
  ["a", "a"],
  ["\x1f", "\x1f"],
])("%j is too short to be anything else", async (short, expected) => {
  expect(await read(Buffer.from(short))).toBe(expected);
});

test.each([
  ["gzip that is cut off", gzipSync(plain).subarray(0, 5_000)],
  ["zstd that is cut off", zstdCompressSync(plain).subarray(0, 5_000)],
  ["damaged gzip", Buffer.concat([gzipSync(plain).subarray(0, 5_000), Buffer.alloc(5_000, 7)])],
])("%s is a failure, not the end", async (_, bytes) => {
  expect(read(bytes)).rejects.toBeInstanceOf(FileError);
});

test("what the system says of the file is not blamed on its compression", async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield gzipSync(plain).subarray(0, 100);
    throw Object.assign(new Error("input/output error"), { code: "EIO" });
  }
  expect(Array.fromAsync(plainBytes(failing()))).rejects.toThrow("input/output error");
});
