import type { Directory } from "../access/directory.ts";
import { type RateDefaults, RateLimits } from "../access/limits/rate-limits.ts";
import { type LoadedEvents, type LoadedTotals, UsageMeter } from "../access/limits/usage-meter.ts";
import type { Bus } from "../bus/bus.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { minuteMs, systemClock } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { limits } from "../kernel/limits.ts";
import type { Logger } from "../kernel/logger.ts";
import type { LoaderControl } from "../loader/control.ts";
import type { CounterDelta } from "../loader/counters.ts";
import type { EventLog } from "../log/event-log.ts";
import type { Config } from "./config.ts";

export interface LimitParts {
  readonly rateLimits: RateLimits;
  readonly usage: UsageMeter;
  readonly close: () => Promise<void>;
}

export interface LimitedParts {
  readonly config: Config;
  readonly bus: Bus;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly log: EventLog;
  readonly loader: LoaderControl;
  readonly logger: Logger;
}

/** Builds what bounds requests and events: rates, in this process or with others over Redis, and quotas. */
export async function openLimits(parts: LimitedParts): Promise<LimitParts> {
  const { config, bus, catalog, directory, log, loader, logger } = parts;
  const usage = await UsageMeter.open({
    usage: catalog.usage,
    source: log.id,
    loader: loadedEvents(loader, log),
    monthlyEventsMax: (project) => directory.project(project)?.settings.limits.monthlyEventsMax ?? null,
    clock: systemClock,
    logger,
    bookMs: limits.usageBookMs,
  });
  return {
    rateLimits: new RateLimits({ bus, defaults: rateDefaults(config) }),
    usage,
    close: () => usage.close(),
  };
}

function rateDefaults(config: Config): RateDefaults {
  const perMinute = (tokens: number) => ({ tokens, windowMs: minuteMs });
  return {
    ingest: perMinute(config.TIDEMARK_INGEST_PER_MINUTE),
    read: perMinute(config.TIDEMARK_READS_PER_MINUTE),
    reports: perMinute(config.RATE_LIMIT_PER_MINUTE),
    platform: { tokens: config.RATE_LIMIT_MAX_REQUESTS, windowMs: config.RATE_LIMIT_WINDOW_MS },
    addressIngest: perMinute(config.TIDEMARK_ADDRESS_INGEST_PER_MINUTE),
    addressRead: perMinute(config.TIDEMARK_ADDRESS_READS_PER_MINUTE),
  };
}

/** The loader's counters, summed up by project; once for each report of the loader, because quotas ask often. */
function loadedEvents(loader: LoaderControl, log: EventLog): LoadedEvents {
  let summed: readonly CounterDelta[] | null = null;
  let totals = new Map<ProjectId, LoadedTotals>();
  return {
    totals: () => {
      const { committed, batches, counters } = loader.progress();
      // A loader that has only just started has not told its counters yet.
      if (committed > 0 && batches === 0) return null;
      if (counters !== summed) totals = totalsOf(counters);
      summed = counters;
      return totals;
    },
    isDrained: () => loader.progress().committed >= log.durableEnd(),
  };
}

function totalsOf(counters: readonly CounterDelta[]): Map<ProjectId, LoadedTotals> {
  const totals = new Map<ProjectId, LoadedTotals>();
  for (const { project_id, verdict, reason, count } of counters) {
    const { stored, loaded } = totals.get(project_id) ?? { stored: 0, loaded: 0 };
    const isStored = verdict === "stored";
    const isLoaded = isStored || verdict === "duplicate" || reason === "refused_by_store";
    totals.set(project_id, {
      stored: stored + (isStored ? count : 0),
      loaded: loaded + (isLoaded ? count : 0),
    });
  }
  return totals;
}
