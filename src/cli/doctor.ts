import { resolve } from "node:path";
import { Command } from "commander";
import { readConfig } from "../app/config.ts";
import { broken } from "./doctor/check.ts";
import { examine } from "./doctor/examine.ts";
import { isBroken, reportLines } from "./doctor/report.ts";

/** Exit code 1 when something is broken; what only wants looking at leaves it 0. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("check every part, and say what is wrong and how to mend it")
    .option("-d, --data <folder>", "data folder (TIDEMARK_DATA)")
    .option("--json", "write the checks as JSON")
    .action(async (options: { data?: string; json?: boolean }) => {
      const config = readConfig();
      const folder = options.data === undefined ? {} : { dataFolder: resolve(options.data) };
      const checks = config.ok
        ? await examine({ ...config.value, ...folder })
        : config.error.map((line) =>
            broken("configuration", line, "mend the environment variable; docs/configuration.md lists them"),
          );
      const report = options.json === true ? [JSON.stringify(checks, null, 2)] : reportLines(checks);
      for (const line of report) console.log(line);
      process.exit(isBroken(checks) ? 1 : 0);
    });
}
