import { Command } from "commander";
import { readConfig } from "../app/config.ts";
import { createLogger } from "../app/logger.ts";
import { openOperatorDesk } from "../app/operator.ts";
import { systemClock } from "../kernel/clock.ts";
import type { Result } from "../kernel/result.ts";
import { exitWith } from "./exit.ts";
import { type Target, openTarget } from "./import/target.ts";
import { type Seeded, runSeed, sampleKey } from "./seed/run-seed.ts";

/** Sample data for a first look; safe to repeat. */
export function seedCommand(): Command {
  return new Command("seed")
    .description("fill project default with sample data, in open mode only")
    .option("-d, --data <folder>", "data folder (TIDEMARK_DATA)")
    .action(async (flags: { data?: string }) => {
      const config = readConfig(flags.data === undefined ? {} : { TIDEMARK_DATA: flags.data });
      if (!config.ok) return exitWith("the configuration is not valid:", config.error);
      // A server that is started for this alone listens on loopback, whatever HOST says.
      const desk = await openOperatorDesk(config.value, createLogger("warn"));
      await desk.close();
      if (!desk.isOpen)
        return exitWith("not done:", ["this is not in open mode; sample data has no place here"]);
      const target = await openTarget(config.value, undefined);
      if (!target.ok) return exitWith("not done:", [target.error]);
      const seeded = await seedInto(target.value);
      if (!seeded.ok) return exitWith("not done:", [seeded.error]);
      const { accepted, duplicate } = seeded.value;
      console.log(
        `${accepted} events and a funnel are there${duplicate > 0 ? `, ${duplicate} had been` : ""}`,
      );
      console.log(
        `try: curl -H "X-API-Key: ${sampleKey}" http://localhost:${config.value.PORT}/api/v1/events/summary`,
      );
      process.exit(0);
    });
}

async function seedInto({ url, close }: Target): Promise<Result<Seeded, string>> {
  try {
    return await runSeed(url, systemClock.now());
  } finally {
    await close();
  }
}
