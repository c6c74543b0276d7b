import type { MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import { limits } from "../kernel/limits.ts";

/**
 * Compresses what is worth it, for clients that take it: answers to questions and the documentation. Not what
 * events are answered with, which is tiny, and not pages and keys: compressing a secret together with
 * what a stranger can put beside it would let its length tell about it.
 */
export function compression(): readonly MiddlewareHandler[] {
  return [compress({ threshold: limits.compressionBytesMin }), stateLength];
}

/** Without a length, small answers would be compressed as well; those that are streamed have none. */
const stateLength: MiddlewareHandler = async (c, next) => {
  await next();
  const isWhole = c.res.headers.get("Content-Type")?.startsWith("application/json") === true;
  if (!isWhole || c.res.headers.has("Content-Length")) return;
  const bytes = await c.res.bytes();
  c.res = new Response(bytes, c.res);
  c.res.headers.set("Content-Length", String(bytes.byteLength));
};
