import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Failure, failure } from "../kernel/errors.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { type Receiving, tooMuchComesIn } from "./receiving.ts";

/**
 * Reads a request's JSON body whatever its headers claim: the first bytes tell gzip and zstd from
 * text, because beacons send `text/plain` and proxies lose `Content-Encoding`. `bytesMax` bounds
 * the body on the wire and after decompression, so a compressed bomb ends there.
 */
export async function readJson(call: ReadingCall, bytesMax: number): Promise<Result<unknown, Failure>> {
  const body = await readBody(call, bytesMax);
  return body.ok ? decodeJson(body.value, bytesMax) : body;
}

/** What reading a body takes of a call. */
interface ReadingCall {
  readonly req: Request;
  readonly services: { readonly receiving: Receiving };
}

/** The body as it came. */
export async function readBody(call: ReadingCall, bytesMax: number): Promise<Result<Uint8Array, Failure>> {
  const { req, services } = call;
  const declared = req.headers.get("content-length");
  const announced = declared === null ? null : Number(declared);
  if (announced !== null && announced > bytesMax) return err(tooLarge(bytesMax));
  try {
    // A small body comes with its head or right behind it.
    if (announced !== null && announced <= limits.uncountedBodyBytesMax) return ok(await req.bytes());
    if (!services.receiving.hasRoom(announced ?? 0)) return err(tooMuchComesIn);
    return await readChunks(req, bytesMax, services.receiving);
  } catch (cause) {
    return err(failure("invalid_json", { message: "The body ended before it was complete.", cause }));
  }
}

/** What a body says, of at most `bytesMax` bytes when decompressed. */
export function decodeJson(raw: Uint8Array, bytesMax: number): Result<unknown, Failure> {
  const plain = decompress(raw, bytesMax);
  return plain.ok ? parseJson(plain.value) : plain;
}

/** Whatever is announced, no more than the limit is ever held. */
async function readChunks(
  req: Request,
  bytesMax: number,
  receiving: Receiving,
): Promise<Result<Uint8Array, Failure>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = req.body ?? [];
  try {
    for await (const chunk of body) {
      if (bytes + chunk.byteLength > bytesMax) return err(tooLarge(bytesMax));
      if (!receiving.hasRoom(chunk.byteLength)) return err(tooMuchComesIn);
      receiving.arrived(chunk.byteLength);
      bytes += chunk.byteLength;
      chunks.push(chunk);
    }
    return ok(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  } finally {
    receiving.gone(bytes);
  }
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
