import { accessSync, constants, existsSync, statSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { Config } from "../../app/config.ts";
import { limits } from "../../kernel/limits.ts";
import { readableBytes } from "./bytes.ts";
import { type Check, broken, good, warning } from "./check.ts";

/** Only looks: neither folder nor file is made. */
export function checkDataFolder(config: Config): Check[] {
  const { dataFolder } = config;
  if (!existsSync(dataFolder)) {
    return [
      good("data folder", `${dataFolder} is not there yet; the first start makes it`),
      ...checkDisk(config),
    ];
  }
  return [checkAccess(dataFolder), ...checkDisk(config)];
}

function checkAccess(folder: string): Check {
  const name = "data folder";
  const { mode } = statSync(folder);
  if (!statSync(folder).isDirectory()) {
    return broken(name, `${folder} is a file`, "set TIDEMARK_DATA to a folder");
  }
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const remedy = `make it writable for this user (chown, chmod u+rwx), or set TIDEMARK_DATA to another folder`;
    return broken(name, `${folder} cannot be written by this user`, remedy);
  }
  if ((mode & 0o077) !== 0) {
    const remedy = `chmod 700 ${folder}`;
    return warning(
      name,
      `${folder} is open to other users of this machine, and events are personal data`,
      remedy,
    );
  }
  return good(name, folder);
}

function checkDisk({ dataFolder, TIDEMARK_LOG_BYTES_MAX }: Config): Check[] {
  const { blocks, bfree, bavail, bsize } = statfsSync(nearestFolder(dataFolder));
  // As `df` counts: what is reserved for root is no space for us.
  const usedShare = (blocks - bfree) / Math.max(1, blocks - bfree + bavail);
  const freeBytes = bavail * bsize;
  const message = `${readableBytes(freeBytes)} free, ${Math.round(usedShare * 100)} % used`;
  const percentMax = Math.round(limits.logDiskShareMax * 100);
  const remedy = "free space, or move the data folder to a larger disk";
  if (usedShare > limits.logDiskShareMax) {
    return [broken("disk", `${message}; above ${percentMax} % no events are taken`, remedy)];
  }
  if (usedShare > limits.logDiskShareMax - warningShare) {
    return [warning("disk", `${message}; above ${percentMax} % no events are taken`, remedy)];
  }
  if (freeBytes < TIDEMARK_LOG_BYTES_MAX) {
    const least = `less than the ${readableBytes(TIDEMARK_LOG_BYTES_MAX)} that the log may grow to while the store is away`;
    return [warning("disk", `${message}; ${least}`, `${remedy}, or lower TIDEMARK_LOG_BYTES_MAX`)];
  }
  return [good("disk", message)];
}

const warningShare = 0.1;

function nearestFolder(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestFolder(dirname(path));
}
