import { Command } from "commander";
import { emailAddressSchema } from "../access/accounts/email-address.ts";
import { readConfig } from "../app/config.ts";
import { createLogger } from "../app/logger.ts";
import { resetPasswordOf } from "../app/reset-password.ts";
import { exitWith } from "./exit.ts";

export function resetPasswordCommand(): Command {
  return new Command("reset-password")
    .description("give an account a new random password, print it, and sign it out everywhere")
    .argument("<e-mail>", "of the account")
    .option("-d, --data <folder>", "data folder (TIDEMARK_DATA)")
    .action(async (given: string, options: { data?: string }) => {
      const email = emailAddressSchema.safeParse(given);
      if (!email.success) return exitWith("this is no e-mail address:", [given]);
      const config = readConfig(options.data === undefined ? {} : { TIDEMARK_DATA: options.data });
      if (!config.ok) return exitWith("the configuration is not valid:", config.error);
      const logger = createLogger(config.value.LOG_LEVEL);
      const password = await resetPasswordOf(email.data, config.value, logger);
      if (password === null) return exitWith("no account has this e-mail:", [email.data]);
      console.log(password);
    });
}
