import { createHash } from "node:crypto";

/** A script of Redis, and the name by which it knows one that it has seen. */
export interface RedisScript {
  readonly text: string;
  readonly digest: string;
}

export function redisScript(text: string): RedisScript {
  return { text, digest: createHash("sha1").update(text).digest("hex") };
}
