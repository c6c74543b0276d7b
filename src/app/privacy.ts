import { sep } from "node:path";
import type { Directory } from "../access/directory.ts";
import type { QuietProjects } from "../analytics/quiet-projects.ts";
import { SelectedEvents } from "../analytics/selection/selected-events.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { createUserHash } from "../enrich/visitor-hash.ts";
import { systemClock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { DeadLetters } from "../loader/dead-letters.ts";
import type { DiskEventLog } from "../log/disk/disk-event-log.ts";
import type { PrivacyParts } from "../privacy/parts.ts";
import { Privacy } from "../privacy/privacy.ts";
import { Retention } from "../privacy/retention.ts";
import type { ClickHouseStore } from "../store/clickhouse-store.ts";
import { Eraser } from "../store/erase/eraser.ts";
import { ProjectEraser } from "../store/erase/project-eraser.ts";
import { RetentionStore } from "../store/retention/retention-store.ts";
import type { Config } from "./config.ts";
import { filesHolding } from "./file-search.ts";
import type { DataFolders } from "./folders.ts";
import type { StoreAndLoader } from "./store-and-loader.ts";

export interface PrivacyAppParts {
  readonly folders: DataFolders;
  readonly catalog: Catalog;
  readonly log: DiskEventLog;
  readonly storeAndLoader: StoreAndLoader;
  readonly addressKey: Uint8Array;
  readonly directory: Directory;
  readonly config: Config;
  readonly logger: Logger;
  readonly quiet: QuietProjects;
  readonly onErased: () => void;
}

/** Joins the jobs about people to the parts that hold their data. */
export function createPrivacy(app: PrivacyAppParts): Privacy {
  const { folders, catalog, log, storeAndLoader, logger } = app;
  const retention = createRetention(app);
  const userHash = createUserHash(app.addressKey);
  return new Privacy({
    folder: folders.privacy,
    jobs: catalog.jobs,
    projects: catalog.projects,
    logId: log.id,
    clock: systemClock,
    logger,
    backOff: { firstMs: 1_000, ceilingMs: 60_000, random: Math.random },
    everyHour: (stopping) => retention.letGo(stopping),
    parts: {
      log: {
        seal: () => log.seal(),
        trim: (before) => log.trim(before),
        start: () => log.status().start,
      },
      loader: storeAndLoader,
      events: new SelectedEvents(() => storeAndLoader.store()),
      eraser: async (job) => new Eraser(await presentStore(storeAndLoader), job),
      projectEraser: async () => new ProjectEraser(await presentStore(storeAndLoader)),
      deadLetters: new DeadLetters(folders.deadLetters),
      files: {
        holding: (texts) => filesHolding(folders.root, texts, isSearchedOtherwise),
        setAsideHolding: (texts) => filesHolding(folders.log, texts, (path) => !path.startsWith("damaged")),
      },
      refreshProjects: () => app.directory.refresh(),
      storeFiles: app.config.CLICKHOUSE_URL === undefined ? "local" : "remote",
      alone: aloneIn(storeAndLoader),
      quietly: (project, work) => app.quiet.during(project, work),
      onErased: app.onErased,
      hashedUserId: userHash,
      subjectHash: (project, text) => userHash(project, `subject ${text}`),
    },
  });
}

function createRetention(app: PrivacyAppParts): Retention {
  const { directory, config, storeAndLoader, logger, onErased } = app;
  const { EVENT_RETENTION_DAYS, RETENTION_DAYS, SESSION_RETENTION_DAYS, METRICS_RETENTION_DAYS } = config;
  return new Retention({
    projects: () => directory.projects(),
    defaults: {
      events: foreverIfZero(EVENT_RETENTION_DAYS ?? RETENTION_DAYS ?? eventDays),
      sessions: foreverIfZero(SESSION_RETENTION_DAYS),
      aggregates: foreverIfZero(METRICS_RETENTION_DAYS),
    },
    tables: async () => new RetentionStore(await presentStore(storeAndLoader)),
    loader: storeAndLoader,
    alone: aloneIn(storeAndLoader),
    clock: systemClock,
    logger,
    onLetGo: onErased,
  });
}

const eventDays = 90;

function foreverIfZero(days: number): number | null {
  return days === 0 ? null : days;
}

function aloneIn(storeAndLoader: StoreAndLoader): PrivacyParts["alone"] {
  return async (signal, work) => (await presentStore(storeAndLoader)).locks.hold("upkeep", { signal }, work);
}

async function presentStore(storeAndLoader: StoreAndLoader): Promise<ClickHouseStore> {
  const store = await storeAndLoader.store();
  if (!store.ok) throw new Error(store.error.message);
  return store.value;
}

/** The store is asked in its own language; the log's segments are trimmed, the job's own file goes last. */
function isSearchedOtherwise(path: string): boolean {
  const [folder, name = ""] = path.split(sep);
  if (folder === "clickhouse") return true;
  return (folder === "log" && name.endsWith(".log")) || (folder === "privacy" && name.endsWith(".json"));
}
