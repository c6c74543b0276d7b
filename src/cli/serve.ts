import { writeSync } from "node:fs";
import { Command } from "commander";
import { startTidemark } from "../app/compose.ts";
import { type Config, readConfig } from "../app/config.ts";
import { createLogger } from "../app/logger.ts";
import { limits } from "../kernel/limits.ts";
import type { Logger } from "../kernel/logger.ts";
import { exitWith } from "./exit.ts";

export function serveCommand(): Command {
  return new Command("serve")
    .description("run the platform: HTTP API, loader and event store")
    .option("-p, --port <port>", "port to listen on (PORT)")
    .option("-d, --data <folder>", "data folder (TIDEMARK_DATA)")
    .action(async (options: { port?: string; data?: string }) => {
      const config = readConfig({
        ...(options.port === undefined ? {} : { PORT: options.port }),
        ...(options.data === undefined ? {} : { TIDEMARK_DATA: options.data }),
      });
      if (!config.ok) return exitWith("the configuration is not valid:", config.error);
      await serve(config.value);
    });
}

/** Runs until it is asked to stop, which may be before it has started, and then ends with 0. */
async function serve(config: Config): Promise<void> {
  const logger = createLogger(config.LOG_LEVEL);
  const asked = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
  });
  const stopping = asked.then(() => endLate(logger));
  const started = await startTidemark(config, logger);
  if (!started.ok) exitWith("cannot start:", [started.error]);
  say(started.value.banner());
  await stopping;
  await started.value.stop();
  process.exit(0);
}

/** A stop that hangs (a disk that does not answer, say) is cut short: everything acknowledged is on disk. */
function endLate(logger: Logger): void {
  setTimeout(() => {
    logger.error("did not stop in time; ending now, and the next start goes on from what is on disk");
    process.exit(1);
  }, limits.shutdownTimeoutMs);
}

/** To nobody in particular, so it does not matter when standard output cannot be written. */
function say(text: string): void {
  try {
    writeSync(1, `${text}\n`);
  } catch {
    // The log says where it listens too.
  }
}
