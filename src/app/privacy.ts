import { sep } from "node:path";
import type { QuietProjects } from "../analytics/quiet-projects.ts";
import { SelectedEvents } from "../analytics/selection/selected-events.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { createUserHash } from "../enrich/visitor-hash.ts";
import { systemClock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { DeadLetters } from "../loader/dead-letters.ts";
import type { DiskEventLog } from "../log/disk/disk-event-log.ts";
import { Privacy } from "../privacy/privacy.ts";
import { Eraser } from "../store/erase/eraser.ts";
import { filesHolding } from "./file-search.ts";
import type { DataFolders } from "./folders.ts";
import type { StoreAndLoader } from "./store-and-loader.ts";

export interface PrivacyAppParts {
  readonly folders: DataFolders;
  readonly catalog: Catalog;
  readonly log: DiskEventLog;
  readonly storeAndLoader: StoreAndLoader;
  readonly addressKey: Uint8Array;
  readonly isStoreLocal: boolean;
  readonly logger: Logger;
  readonly quiet: QuietProjects;
  readonly onErased: () => void;
}

/** Joins the jobs about people to the parts that hold their data. */
export function createPrivacy(app: PrivacyAppParts): Privacy {
  const { folders, catalog, log, storeAndLoader, logger } = app;
  const userHash = createUserHash(app.addressKey);
  return new Privacy({
    folder: folders.privacy,
    jobs: catalog.jobs,
    clock: systemClock,
    logger,
    backOff: { firstMs: 1_000, ceilingMs: 60_000, random: Math.random },
    otherHandlers: {},
    everyHour: async () => {},
    parts: {
      log: {
        seal: () => log.seal(),
        trim: (before) => log.trim(before),
        start: () => log.status().start,
      },
      loader: storeAndLoader,
      events: new SelectedEvents(() => storeAndLoader.store()),
      eraser: async () => {
        const store = await storeAndLoader.store();
        if (!store.ok) throw new Error(store.error.message);
        return new Eraser(store.value);
      },
      deadLetters: new DeadLetters(folders.deadLetters),
      files: { holding: (texts) => filesHolding(folders.root, texts, isSearchedOtherwise) },
      storeFiles: app.isStoreLocal ? "local" : "remote",
      quietly: (project, work) => app.quiet.during(project, work),
      onErased: app.onErased,
      hashedUserId: userHash,
      subjectHash: (project, text) => userHash(project, `subject ${text}`),
    },
  });
}

/** The store is asked in its own language; the log's segments are trimmed, the job's own file goes last. */
function isSearchedOtherwise(path: string): boolean {
  const [folder, name = ""] = path.split(sep);
  if (folder === "clickhouse") return true;
  return (folder === "log" && name.endsWith(".log")) || (folder === "privacy" && name.endsWith(".json"));
}
