import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { ClickHouseStore } from "../store/clickhouse-store.ts";
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from "../store/embedded/supervisor.ts";
import { migrate } from "../store/migrate.ts";
import type { Config } from "./config.ts";

/** How to reach the event store; plain data, so that the loader's thread can have it too. */
export interface StoreAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RunningStore {
  readonly store: ClickHouseStore;
  readonly address: StoreAddress;
  /** What it is, for people: embedded or a server's host. */
  readonly name: string;
  readonly embedded: EmbeddedClickHouse | null;
  stop(): Promise<void>;
}

export function openStore(address: StoreAddress): ClickHouseStore {
  return new ClickHouseStore(address);
}

/**
 * Starts the embedded store, or reaches for the configured server, and brings its tables up to date.
 * When the signal fires, it gives up as soon as it can, and throws.
 */
export async function startStore(parts: {
  config: Config;
  folder: string;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}): Promise<RunningStore> {
  const { config, folder, clock, logger, signal } = parts;
  const embedded =
    config.CLICKHOUSE_URL === undefined
      ? await startEmbeddedClickHouse({
          folder,
          clock,
          logger,
          signal,
          memoryBytesMax: config.TIDEMARK_STORE_MEMORY_BYTES,
        })
      : null;
  const address = embedded ?? { url: config.CLICKHOUSE_URL!, headers: {} };
  const store = openStore({ url: address.url, headers: address.headers });
  try {
    await Promise.race([migrate({ store, clock, logger }), fired(signal)]);
    if (signal.aborted) throw new Error("the start was given up");
  } catch (cause) {
    await store.close();
    await embedded?.stop();
    throw cause;
  }
  return {
    store,
    address: { url: address.url, headers: address.headers },
    name: embedded === null ? `ClickHouse at ${new URL(address.url).host}` : "embedded ClickHouse",
    embedded,
    stop: async () => {
      await store.close();
      await embedded?.stop();
    },
  };
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
