import { startTidemark } from "../../app/compose.ts";
import type { Config } from "../../app/config.ts";
import { createLogger } from "../../app/logger.ts";
import { readServerFile } from "../../app/server-file.ts";
import { type Result, err, ok } from "../../kernel/result.ts";

/** The server that takes the events. */
export interface Target {
  readonly url: string;
  /** How it came, for the person who imports. */
  readonly how: string;
  readonly close: () => Promise<void>;
}

/**
 * The server that was named, else the one that runs on the data folder, else one that is started for
 * the import alone: on a free port of this machine, and stopped when everything is loaded.
 */
export async function openTarget(config: Config, url: string | undefined): Promise<Result<Target, string>> {
  if (url !== undefined)
    return ok({ url: url.replace(/(?<!\/)\/+$/, ""), how: `into ${url}`, close: async () => {} });
  const running = await findRunningServer(config.dataFolder);
  if (running !== null)
    return ok({ url: running, how: `into the server at ${running}`, close: async () => {} });
  const ownConfig: Config = { ...config, HOST: "127.0.0.1", PORT: 0 };
  const started = await startTidemark(
    ownConfig,
    createLogger(config.LOG_LEVEL === "info" ? "warn" : config.LOG_LEVEL),
  );
  if (!started.ok) return err(started.error);
  const { value: tidemark } = started;
  return ok({
    url: tidemark.url,
    how: `into ${config.dataFolder}, where no server runs`,
    close: () => tidemark.stop(),
  });
}

/**
 * The file stays behind when a server is killed, so what it says is tried out; and the process has to
 * be there, because by now another server, on another folder, may listen at that address.
 */
async function findRunningServer(dataFolder: string): Promise<string | null> {
  const file = readServerFile(dataFolder);
  if (file === null || !isAlive(file.pid)) return null;
  try {
    await fetch(`${file.url}/healthz`, { signal: AbortSignal.timeout(answerMs) });
    return file.url;
  } catch {
    return null;
  }
}

const answerMs = 5_000;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    // It is there, and somebody else's.
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}
