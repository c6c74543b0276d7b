import type { Bus } from "../bus/bus.ts";
import { MemoryBus } from "../bus/memory/memory-bus.ts";
import { RedisBus } from "../bus/redis/redis-bus.ts";
import { systemClock } from "../kernel/clock.ts";
import { limits } from "../kernel/limits.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Config } from "./config.ts";

/** The bus of the configuration: over the Redis that `REDIS_URL` names, else in this process. */
export async function openBus({ REDIS_URL }: Config, logger: Logger): Promise<Bus> {
  const local = openMemoryBus();
  if (REDIS_URL === undefined) return local;
  return RedisBus.open({
    url: REDIS_URL,
    keyPrefix: "tidemark:",
    logger,
    commandMsMax: limits.busCommandMsMax,
    retryMs: limits.busRetryMs,
    local,
  });
}

export function openMemoryBus(): MemoryBus {
  return new MemoryBus({
    clock: systemClock,
    bucketsMax: limits.rateBucketsMax,
    failuresMax: limits.signInThrottleKeysMax,
  });
}
