import type { EmailAddress } from "../access/accounts/email-address.ts";
import { resetPassword } from "../access/accounts/reset-password.ts";
import { Audit } from "../access/audit.ts";
import { systemClock } from "../kernel/clock.ts";
import { createIdSource } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import { openCatalog } from "./catalog.ts";
import type { Config } from "./config.ts";
import { dataFolders, makeFolders } from "./folders.ts";

/** The new password, beside a running server or without one. Null when no account has that e-mail. */
export async function resetPasswordOf(
  email: EmailAddress,
  config: Config,
  logger: Logger,
): Promise<string | null> {
  const folders = dataFolders(config.dataFolder);
  makeFolders(folders);
  const catalog = await openCatalog(config, folders.catalogFile, createIdSource(), logger);
  try {
    // Commands have no address to hash.
    const audit = new Audit({ log: catalog.auditLog, clock: systemClock, hashAddress: () => "" });
    return await resetPassword(email, { catalog, audit });
  } finally {
    await catalog.close();
  }
}
