import { makeOwnerLink } from "../access/accounts/first-owner.ts";
import type { Directory } from "../access/directory.ts";
import { Analytics } from "../analytics/analytics.ts";
import { QuietProjects } from "../analytics/quiet-projects.ts";
import { createEnrichment, type Enrich } from "../enrich/pipeline.ts";
import { openSalts, type Salts } from "../enrich/salts.ts";
import { createAddressHash } from "../enrich/visitor-hash.ts";
import { Receiving } from "../http/receiving.ts";
import { createHttpApp } from "../http/server.ts";
import type { Health, Services } from "../http/services.ts";
import { Intake } from "../intake/intake.ts";
import { systemClock } from "../kernel/clock.ts";
import { lockFolder } from "../kernel/folder-lock.ts";
import { type IdSource, type ProjectId, createIdSource } from "../kernel/ids.ts";
import { limits } from "../kernel/limits.ts";
import type { Logger } from "../kernel/logger.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { DeadLetters } from "../loader/dead-letters.ts";
import { readPosition } from "../loader/position.ts";
import { openDiskEventLog } from "../log/disk/disk-event-log.ts";
import type { Privacy } from "../privacy/privacy.ts";
import { closeAccess, openAccess } from "./access.ts";
import { openBus } from "./bus.ts";
import { openCatalog } from "./catalog.ts";
import type { Config } from "./config.ts";
import { type DataFolders, dataFolders, makeFolders } from "./folders.ts";
import { type HealthParts, createHealth } from "./health.ts";
import { openLimits } from "./limits.ts";
import { type Listening, listen } from "./listen.ts";
import { ownerLink } from "./owner-link.ts";
import { createPolicySource } from "./policy-source.ts";
import { type PrivacyAppParts, createPrivacy } from "./privacy.ts";
import { createSamplingSource } from "./sampling-source.ts";
import { removeServerFile, writeServerFile } from "./server-file.ts";
import { describeStartProblem } from "./start-problem.ts";
import { StoreAndLoader, type StoreAndLoaderParts } from "./store-and-loader.ts";
import { createStoredUsers } from "./stored-users.ts";

/** A running platform. */
export interface Tidemark {
  readonly url: string;
  /** What a person wants to know after the start. */
  banner(): string;
  /** Stops intake, loads what is accepted, flushes and closes, in bounded time. */
  stop(): Promise<void>;
}

/**
 * Builds every part and joins them; the only place that knows which implementations there are. The
 * HTTP server listens as soon as the log is open: events are safe then, and answers wait for the
 * store. On failure everything that was started is stopped again.
 */
export async function startTidemark(config: Config, logger: Logger): Promise<Result<Tidemark, string>> {
  const opened = new Opened();
  try {
    return ok(await start(config, logger, opened));
  } catch (cause) {
    await opened.close();
    return err(describeStartProblem(cause, config));
  }
}

async function start(config: Config, logger: Logger, opened: Opened): Promise<Tidemark> {
  const folders = dataFolders(config.dataFolder);
  makeFolders(folders);
  const lock = lockFolder(folders.root);
  opened.add(() => lock.release());
  const ids = createIdSource();
  const { log, catalog, salts } = await openStorage(config, folders, ids, logger, opened);
  let listenUrl = "";
  const publicUrl = () => config.TIDEMARK_PUBLIC_URL?.replace(/(?<!\/)\/+$/, "") ?? listenUrl;
  const bus = await openBus(config, logger);
  opened.add(() => bus.close());
  const shared = { config, bus, catalog, logger };
  const hashAddress = createAddressHash(salts.addressKey);
  const { tokenSecretFile } = folders;
  const who = await openAccess({ ...shared, hashAddress, publicUrl, tokenSecretFile });
  opened.add(() => closeAccess(who));
  const ownerSecret = await makeOwnerLink(catalog.joining, systemClock);

  const storeAndLoader = startStoreAndLoader({ config, folders, log, clock: systemClock, logger }, opened);
  const { rateLimits, usage, ...limiting } = await openLimits({
    ...shared,
    directory: who.directory,
    log,
    loader: storeAndLoader,
  });
  opened.add(limiting.close);

  const { directory } = who;
  const held = { ...shared, folders, directory, log, storeAndLoader, addressKey: salts.addressKey };
  const { analytics, privacy } = openReading(held, opened);
  const enrich = enrichmentOf(config, who.directory, ids, salts);
  const isThere = (id: ProjectId): boolean => directory.project(id) !== undefined;
  const services: Services = {
    intake: new Intake({ log, enrich, quota: usage, isThere, logger, limits: turnLimits }),
    receiving: new Receiving(limits.receivingBytesMax),
    analytics,
    loader: storeAndLoader,
    processedMark: { advance: (project, seq) => catalog.marks.advance(project, "process-events", seq) },
    funnels: catalog.funnels,
    segments: catalog.segments,
    privacy,
    ...who,
    rateLimits,
    usage,
    publicUrl,
    health: healthOf({ log, bus, catalogProblem: () => who.directory.problem() }, storeAndLoader, folders),
    clock: systemClock,
    ids,
    logger,
    compresses: config.ENABLE_COMPRESSION === "true",
    corsOrigins: config.TIDEMARK_CORS_ORIGINS,
    trustedProxyHops: config.TIDEMARK_PROXY_HOPS,
  };
  const http = putOnTheNetwork(services, config, opened);
  listenUrl = http.url;
  return {
    url: http.url,
    banner: () => banner(http, config, storeAndLoader, ownerSecret && ownerLink(publicUrl(), ownerSecret)),
    stop: () => opened.close(),
  };
}

function startStoreAndLoader(parts: StoreAndLoaderParts, opened: Opened): StoreAndLoader {
  const storeAndLoader = new StoreAndLoader(parts);
  opened.add(() => storeAndLoader.stop());
  storeAndLoader.start();
  return storeAndLoader;
}

function enrichmentOf(config: Config, directory: Directory, ids: IdSource, salts: Salts): Enrich {
  const policyOf = createPolicySource(directory, config.TIDEMARK_DO_NOT_TRACK);
  return createEnrichment({ ids, salts, policyOf, samplingOf: createSamplingSource(directory), limits });
}

/** What is kept besides the events in the store. */
async function openStorage(
  config: Config,
  folders: DataFolders,
  ids: IdSource,
  logger: Logger,
  opened: Opened,
) {
  const [log, catalog, salts] = await Promise.all([
    openLog(config, folders, logger),
    openCatalog(config, folders.catalogFile, ids, logger),
    openSalts({ folder: folders.root, clock: systemClock, logger, randomBytes }),
  ]);
  opened.add(() => salts.close());
  opened.add(() => catalog.close());
  opened.add(() => log.close());
  return { log, catalog, salts };
}

function putOnTheNetwork(services: Services, config: Config, opened: Opened): Listening {
  const http = listen(createHttpApp(services), config);
  opened.add(() => http.stop());
  writeServerFile(config.dataFolder, { url: http.url, pid: process.pid });
  opened.add(() => removeServerFile(config.dataFolder));
  services.logger.info("listening", { url: http.url, dataFolder: config.dataFolder });
  return http;
}

function healthOf(
  parts: Pick<HealthParts, "log" | "bus" | "catalogProblem">,
  storeAndLoader: StoreAndLoader,
  folders: DataFolders,
): Health {
  return createHealth({
    ...parts,
    clock: systemClock,
    startedAt: systemClock.now(),
    loader: storeAndLoader,
    deadLetters: new DeadLetters(folders.deadLetters),
    storeProblem: () => storeAndLoader.problem(),
  });
}

/** Questions, and the jobs about people, which make remembered answers untrue. */
function openReading(
  parts: Omit<PrivacyAppParts, "quiet" | "onErased">,
  opened: Opened,
): { analytics: Analytics; privacy: Privacy } {
  let erasures = 0;
  const quiet = new QuietProjects();
  const privacy = createPrivacy({
    ...parts,
    quiet,
    onErased: () => erasures++,
  });
  opened.add(() => privacy.stop());
  privacy.start();
  return { analytics: createAnalytics(parts, quiet, () => erasures), privacy };
}

const turnLimits = {
  unflushedBytesMax: limits.unflushedBytesMax,
  waitingBytesMax: limits.waitingBatchBytesMax,
};

function createAnalytics(
  {
    storeAndLoader,
    directory,
    addressKey,
  }: Pick<PrivacyAppParts, "storeAndLoader" | "directory" | "addressKey">,
  quiet: QuietProjects,
  erasures: () => number,
): Analytics {
  return new Analytics({
    isSampled: (project) => directory.isSampled(project),
    storedUserIds: createStoredUsers(addressKey),
    store: () => storeAndLoader.store(),
    // Both only grow, so their sum changes whenever one of them does.
    dataVersion: () => storeAndLoader.progress().batches + erasures(),
    quiet,
    clock: systemClock,
    limits: {
      timeoutMs: limits.queryTimeoutMs,
      memoryBytesMax: limits.queryMemoryBytesMax,
      runningPerProjectMax: limits.queryConcurrencyPerProject,
      waitingPerProjectMax: limits.queryWaitingPerProject,
      streamTimeoutMs: limits.exportTimeoutMs,
      streamsPerProjectMax: limits.exportConcurrencyPerProject,
    },
  });
}

function openLog(config: Config, folders: DataFolders, logger: Logger) {
  return openDiskEventLog({
    folder: folders.log,
    clock: systemClock,
    logger,
    limits: {
      bytesMax: config.TIDEMARK_LOG_BYTES_MAX,
      diskShareMax: limits.logDiskShareMax,
      segmentBytesMax: limits.logSegmentBytesMax,
    },
    endMin: readPosition(folders.loader),
  });
}

function banner(http: Listening, config: Config, store: StoreAndLoader, linkOfOwner: string | null): string {
  return [
    `Tidemark listens on ${http.url}`,
    `  data     ${config.dataFolder}`,
    `  store    ${store.name()}`,
    `  try      curl -X POST ${http.url}/collect -d '{"type":"pageview","sessionId":"s1","properties":{"page":"/"}}'`,
    `           curl ${http.url}/api/metrics`,
    ...(linkOfOwner === null
      ? []
      : [`  owner    ${linkOfOwner} (makes the first owner; good for a day, once)`]),
  ].join("\n");
}

/** What was opened, to be closed in the opposite order. */
class Opened {
  readonly #closers: (() => unknown)[] = [];
  #closing: Promise<void> | null = null;

  add(close: () => unknown): void {
    this.#closers.unshift(close);
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (const close of this.#closers) await close();
  }
}

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
