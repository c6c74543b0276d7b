import type { ServerBindings } from "../http/call.ts";
import type { HttpApp } from "../http/server.ts";
import { secondMs } from "../kernel/clock.ts";
import type { Config } from "./config.ts";

export interface Listening {
  readonly url: string;
  /** Takes no new requests, finishes those under way. */
  stop(): Promise<void>;
}

/** Puts the application on the network. Throws what the system says, e.g. that the port is taken. */
export function listen(app: HttpApp, config: Config): Listening {
  const server = Bun.serve({
    port: config.PORT,
    hostname: config.HOST,
    // Also ends requests that come in slower than 16 KiB a second, however often they send a byte.
    idleTimeout: config.TIDEMARK_REQUEST_SECONDS,
    // Operations bound what they read and say so in our error shape; the runtime would answer without one.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    fetch: (req) => app.fetch(req, bindings),
  });
  const bindings: ServerBindings = {
    addressOf: (req) => server.requestIP(req)?.address ?? "",
    allowSilence: (req, ms) => server.timeout(req, Math.ceil(ms / secondMs)),
  };
  return { url: server.url.href.replace(/\/$/, ""), stop: () => stopGently(server) };
}

/** Connections that are still busy after the grace are cut. */
async function stopGently(server: Bun.Server<undefined>): Promise<void> {
  const gentle = server.stop();
  const grace = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), graceMs));
  if ((await Promise.race([gentle, grace])) === "late") await server.stop(true);
}

const graceMs = 3_000;
