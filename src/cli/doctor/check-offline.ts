import type { Config } from "../../app/config.ts";
import { type DataFolders, dataFolders } from "../../app/folders.ts";
import { type CatalogInspection, inspectCatalog, inspectLoaderState } from "../../app/inspect-databases.ts";
import { type LogInspection, inspectLog } from "../../app/inspect-log.ts";
import { inspectPostgres } from "../../app/inspect-postgres.ts";
import { inspectRedis } from "../../app/inspect-redis.ts";
import { readableBytes } from "./bytes.ts";
import { checkStore } from "./check-store.ts";
import { type Check, broken, good, warning } from "./check.ts";

/** The parts of a server that does not run, from what it has left in its folder. */
export async function checkOffline(config: Config): Promise<Check[]> {
  const folders = dataFolders(config.dataFolder);
  const loader = inspectLoaderState(folders.loader);
  const known = loader.ok ? loader.value : null;
  return [
    ...(await checkLog(folders, known?.position ?? 0)),
    checkLoader(loader, folders),
    config.DATABASE_URL === undefined ? checkCatalog(folders) : await checkPostgres(config.DATABASE_URL),
    ...(await checkStore(config, folders.store, known?.storedEvents ?? 0)),
    ...(config.REDIS_URL === undefined ? [] : [await checkRedis(config.REDIS_URL)]),
  ];
}

async function checkLog(folders: DataFolders, position: number): Promise<Check[]> {
  let log: LogInspection;
  try {
    log = await inspectLog(folders.log, position);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return [
      broken(
        "log",
        `${folders.log} cannot be read: ${why}`,
        "mend the disk or the permissions; acknowledged events may lie there",
      ),
    ];
  }
  if (log.segments === 0) {
    if (position === 0) return [good("log", "empty")];
    const remedy = `restore ${folders.log} from a backup, if events in it were not loaded; else the next start begins a new log`;
    return [broken("log", "its files are gone, although the loader has read them", remedy)];
  }
  return [summary(log), ...damageOf(log), ...tornTail(log), ...lostEnd(log, position)];
}

function summary(log: LogInspection): Check {
  const size = `${readableBytes(log.bytes)} in ${log.segments} file${log.segments === 1 ? "" : "s"}`;
  if (log.waitingRecords === 0) return good("log", `${size}; everything is loaded`);
  return good(
    "log",
    `${size}; ${log.waitingRecords} records (${readableBytes(log.waitingBytes)}) are loaded at the next start`,
  );
}

function damageOf({ damage }: LogInspection): Check[] {
  const [first] = damage;
  if (first === undefined) return [];
  const bytes = damage.reduce((sum, { from, to }) => sum + to - from, 0);
  const message = `${damage.length} damaged range${damage.length === 1 ? "" : "s"}, ${readableBytes(bytes)}, the first at ${first.from}: ${first.reason}`;
  const remedy =
    "check the disk and restore the segment from a backup before the next start; without one it sets the bytes aside and goes on";
  return [broken("log damage", message, remedy)];
}

function tornTail({ tornTailBytes }: LogInspection): Check[] {
  if (tornTailBytes === 0) return [];
  const message = `the last write did not complete (${readableBytes(tornTailBytes)}); it was never acknowledged, and the next start covers it`;
  return [good("log tail", message)];
}

function lostEnd({ end }: LogInspection, position: number): Check[] {
  if (position <= end) return [];
  const message = `the log ends ${readableBytes(position - end)} before the point that the loader has reached`;
  return [
    warning(
      "log end",
      message,
      "the disk did not keep what it had flushed; what is lost was loaded, so nothing is to be done but to check the disk",
    ),
  ];
}

function checkLoader(loader: ReturnType<typeof inspectLoaderState>, { loader: folder }: DataFolders): Check {
  if (!loader.ok) {
    const remedy = `restore ${folder} from a backup made together with the event store; without its state, what waits in the log is loaded again`;
    return broken("loader", `its state in ${folder} is damaged: ${loader.error}`, remedy);
  }
  if (loader.value === null) return good("loader", "has not loaded anything yet");
  const { storedEvents, isInterrupted } = loader.value;
  const again = isInterrupted
    ? "; a batch was interrupted, the next start does it again without doubling anything"
    : "";
  return good("loader", `${storedEvents} events stored${again}`);
}

function checkCatalog({ catalogFile }: DataFolders): Check {
  const catalog = inspectCatalog(catalogFile);
  if (!catalog.ok) {
    return broken("catalog", `${catalogFile} is damaged: ${catalog.error}`, "restore the file from a backup");
  }
  return readable("", catalog.value);
}

async function checkPostgres(url: string): Promise<Check> {
  const catalog = await inspectPostgres(url);
  if (catalog.ok) return readable("PostgreSQL; ", catalog.value);
  const remedy = "check DATABASE_URL: address, user, password, database, and whether the server runs";
  return broken("catalog", `PostgreSQL cannot be reached: ${catalog.error}`, remedy);
}

async function checkRedis(url: string): Promise<Check> {
  const answers = await inspectRedis(url);
  if (answers.ok) return good("bus", "Redis answers");
  const remedy = "check REDIS_URL: address, user, password, and whether the server runs";
  return warning("bus", `rate limits would count for each process alone: ${answers.error}`, remedy);
}

function readable(where: string, catalog: CatalogInspection | null): Check {
  if (catalog === null) return good("catalog", `${where}its tables are made at the first start`);
  return good("catalog", `${where}${catalog.projects} project${catalog.projects === 1 ? "" : "s"}`);
}
