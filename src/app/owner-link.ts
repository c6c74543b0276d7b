import { makeOwnerLink } from "../access/accounts/first-owner.ts";
import { ownerPath } from "../http/pages/paths.ts";
import { systemClock } from "../kernel/clock.ts";
import { createIdSource } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import { openCatalog } from "./catalog.ts";
import type { Config } from "./config.ts";
import { dataFolders, makeFolders } from "./folders.ts";
import { readServerFile } from "./server-file.ts";

/** The secret stands after the # and so comes into no log on the way. */
export function ownerLink(publicUrl: string, secret: string): string {
  return `${publicUrl}${ownerPath}#${secret}`;
}

/** A new link for the first owner, beside a running server or before the start. Null when there is an owner. */
export async function newOwnerLink(config: Config, logger: Logger): Promise<string | null> {
  const folders = dataFolders(config.dataFolder);
  makeFolders(folders);
  const catalog = await openCatalog(config, folders.catalogFile, createIdSource(), logger);
  try {
    const secret = await makeOwnerLink(catalog.joining, systemClock);
    return secret === null ? null : ownerLink(serverUrl(config), secret);
  } finally {
    await catalog.close();
  }
}

/** The address by which people come, as far as a command can know it. */
export function serverUrl({ TIDEMARK_PUBLIC_URL, dataFolder, HOST, PORT }: Config): string {
  const host = HOST.includes(":") ? `[${HOST}]` : HOST;
  const url = TIDEMARK_PUBLIC_URL ?? readServerFile(dataFolder)?.url ?? `http://${host}:${PORT}`;
  return url.replace(/(?<!\/)\/+$/, "");
}
