import { Access } from "../access/access.ts";
import { Audit } from "../access/audit.ts";
import { Directory } from "../access/directory.ts";
import { isLoopback } from "../access/open-mode.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { systemClock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Config } from "./config.ts";

export interface AccessParts {
  readonly access: Access;
  readonly audit: Audit;
  readonly directory: Directory;
  readonly close: () => Promise<void>;
}

/** Builds who may do what, on the catalog. */
export async function openAccess(
  config: Config,
  catalog: Catalog,
  hashAddress: (address: string) => string,
  logger: Logger,
): Promise<AccessParts> {
  const directory = await Directory.open({ catalog, logger });
  const audit = new Audit({ log: catalog.auditLog, clock: systemClock, hashAddress });
  const access = new Access({
    directory,
    openMode: {
      setting: config.TIDEMARK_OPEN,
      listensOnLoopback: isLoopback(config.HOST),
      isClaimed: () => false,
    },
    clock: systemClock,
    noteUse: () => {},
  });
  return { access, audit, directory, close: async () => directory.close() };
}
