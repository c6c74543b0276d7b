import { Command } from "commander";
import { readConfig } from "../app/config.ts";
import { createLogger } from "../app/logger.ts";
import { newOwnerLink } from "../app/owner-link.ts";
import { exitWith } from "./exit.ts";

export function ownerLinkCommand(): Command {
  return new Command("owner-link")
    .description("print a one-time link with which the first owner is made, while there is none")
    .option("-d, --data <folder>", "data folder (TIDEMARK_DATA)")
    .action(async (options: { data?: string }) => {
      const config = readConfig(options.data === undefined ? {} : { TIDEMARK_DATA: options.data });
      if (!config.ok) return exitWith("the configuration is not valid:", config.error);
      const link = await newOwnerLink(config.value, createLogger(config.value.LOG_LEVEL));
      if (link === null) return exitWith("there is an owner already:", ["owners invite everybody else"]);
      console.log(link);
    });
}
