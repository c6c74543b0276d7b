import { systemClock } from "../../kernel/clock.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { startEmbeddedClickHouse } from "./supervisor.ts";

/** A process that owns an embedded ClickHouse, for tests that kill it: prints the child's pid and waits. */
const folder = process.argv[2]!;
const embedded = await startEmbeddedClickHouse({
  folder,
  clock: systemClock,
  logger: silentLogger,
  memoryBytesMax: 1e9,
});
console.log(embedded.pid());
setInterval(() => {}, 1_000);
