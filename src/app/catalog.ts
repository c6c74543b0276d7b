import { Catalog } from "../catalog/catalog.ts";
import { openPostgres } from "../catalog/postgres/open-postgres.ts";
import { openSqlite } from "../catalog/sqlite/open-sqlite.ts";
import { systemClock } from "../kernel/clock.ts";
import type { IdSource } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Config } from "./config.ts";

/** The catalog of the configuration: the server that `DATABASE_URL` names, else the file in the data folder. */
export function openCatalog(config: Config, file: string, ids: IdSource, logger: Logger): Promise<Catalog> {
  const { DATABASE_URL: url } = config;
  const dialect =
    url === undefined
      ? openSqlite(file)
      : openPostgres(url, (cause) => logger.warn("a connection to the catalog broke", { cause }));
  return Catalog.open({ dialect, clock: systemClock, ids });
}
