import { Readable, pipeline } from "node:stream";
import { promisify } from "node:util";
import { createGzip, gzip } from "node:zlib";
import type { MiddlewareHandler } from "hono";
import { COMPRESSIBLE_CONTENT_TYPE_REGEX } from "hono/compress";
import { parseAccept } from "hono/utils/accept";
import { limits } from "../kernel/limits.ts";

/**
 * Compresses what is worth it, for clients that take it: answers to questions and the documentation. Not what
 * events are answered with, which is tiny, and not pages and keys: compressing a secret together with
 * what a stranger can put beside it would let its length tell about it.
 *
 * Hono's own middleware is not used, because it works with `CompressionStream`, which the runtime
 * runs in the thread that takes events: while a file is downloaded, it held that up by 25 to 40 ms at a time.
 * zlib's functions have threads of their own.
 */
export const compression: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  const type = headers.get("Content-Type") ?? "";
  if (!COMPRESSIBLE_CONTENT_TYPE_REGEX.test(type) || headers.has("Content-Encoding")) return;
  headers.append("Vary", "Accept-Encoding");
  if (!takesGzip(c.req.header("Accept-Encoding"))) return;
  c.res = type.startsWith("application/json") ? await packWhole(c.res) : packStream(c.res);
};

function takesGzip(header: string | undefined): boolean {
  const accepted = parseAccept(header ?? "");
  const named = accepted.find(({ type }) => type.toLowerCase() === "gzip");
  const quality = (named ?? accepted.find(({ type }) => type === "*"))?.q ?? 0;
  return quality > 0;
}

/** What fits into one packet anyway stays as it is. */
async function packWhole(response: Response): Promise<Response> {
  const bytes = await response.bytes();
  if (bytes.byteLength < limits.compressionBytesMin) return new Response(bytes, response);
  return packed(await gzipAside(bytes), response);
}

/** A client that leaves ends the compression, and that ends the source. */
function packStream(response: Response): Response {
  if (response.body === null) return response;
  const compressor = createGzip();
  pipeline(Readable.fromWeb(response.body), compressor, () => {});
  return packed(Readable.toWeb(compressor), response);
}

function packed(body: Uint8Array | ReadableStream, response: Response): Response {
  const answer = new Response(body, response);
  answer.headers.set("Content-Encoding", "gzip");
  answer.headers.delete("Content-Length");
  return answer;
}

const gzipAside = promisify(gzip);
