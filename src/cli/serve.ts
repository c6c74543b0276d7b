import { Command } from "commander";
import { startTidemark } from "../app/compose.ts";
import { readConfig } from "../app/config.ts";
import { createLogger } from "../app/logger.ts";
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
      const started = await startTidemark(config.value, createLogger(config.value.LOG_LEVEL));
      if (!started.ok) return exitWith("cannot start:", [started.error]);
      const { value: tidemark } = started;
      console.log(tidemark.banner());
      let stopping = false;
      const stop = async (): Promise<void> => {
        if (stopping) return;
        stopping = true;
        await tidemark.stop();
        process.exit(0);
      };
      process.on("SIGTERM", () => void stop());
      process.on("SIGINT", () => void stop());
    });
}
