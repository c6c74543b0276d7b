import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Failure, failure } from "../kernel/errors.ts";
import { type Result, err, ok } from "../kernel/result.ts";

/**
 * Reads a request's JSON body whatever its headers claim: the first bytes tell gzip and zstd from
 * text, because beacons send `text/plain` and proxies lose `Content-Encoding`. `bytesMax` bounds
 * the body on the wire and after decompression, so a compressed bomb ends there.
 */
export async function readJson(req: Request, bytesMax: number): Promise<Result<unknown, Failure>> {
  const body = await readBody(req, bytesMax);
  return body.ok ? decodeJson(body.value, bytesMax) : body;
}

/** The body as it came. */
export async function readBody(req: Request, bytesMax: number): Promise<Result<Uint8Array, Failure>> {
  const declared = req.headers.get("content-length");
  if (declared !== null && Number(declared) > bytesMax) return err(tooLarge(bytesMax));
  let raw: Uint8Array | null;
  try {
    // A stated length has been checked; without one, no more than the limit is ever held.
    raw = declared === null ? await readChunks(req, bytesMax) : await req.bytes();
  } catch (cause) {
    return err(failure("invalid_json", { message: "The body ended before it was complete.", cause }));
  }
  return raw === null ? err(tooLarge(bytesMax)) : ok(raw);
}

/** What a body says, of at most `bytesMax` bytes when decompressed. */
export function decodeJson(raw: Uint8Array, bytesMax: number): Result<unknown, Failure> {
  const plain = decompress(raw, bytesMax);
  return plain.ok ? parseJson(plain.value) : plain;
}

/** Null when there is more. */
async function readChunks(req: Request, bytesMax: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = req.body ?? [];
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decompress(raw: Uint8Array, bytesMax: number): Result<Uint8Array, Failure> {
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const isZstd = raw[0] === 0x28 && raw[1] === 0xb5 && raw[2] === 0x2f && raw[3] === 0xfd;
  if (!isGzip && !isZstd) return ok(raw);
  try {
    return ok((isGzip ? gunzipSync : zstdDecompressSync)(raw, { maxOutputLength: bytesMax }));
  } catch (cause) {
    const isBomb = cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE";
    if (isBomb) return err(tooLarge(bytesMax));
    const message = `The ${isGzip ? "gzip" : "zstd"} compression of the body is damaged.`;
    return err(failure("invalid_encoding", { message, cause }));
  }
}

function parseJson(bytes: Uint8Array): Result<unknown, Failure> {
  let json: string;
  try {
    json = decoder.decode(bytes);
  } catch (cause) {
    return err(failure("invalid_encoding", { message: "The body is not valid UTF-8.", cause }));
  }
  try {
    return ok(JSON.parse(json) as unknown);
  } catch (cause) {
    const message = json.trim() === "" ? "The body is empty; send JSON." : "The body is not valid JSON.";
    return err(failure("invalid_json", { message, cause }));
  }
}

function tooLarge(bytesMax: number): Failure {
  return failure("body_too_large", { message: `The body is larger than ${bytesMax} bytes.` });
}

const decoder = new TextDecoder("utf-8", { fatal: true });
