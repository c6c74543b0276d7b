import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../kernel/clock.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { describeEventLog } from "../event-log.contract.ts";
import { openDiskEventLogReader } from "./disk-event-log-reader.ts";
import { openDiskEventLog } from "./disk-event-log.ts";

const KiB = 1024;
const GiB = KiB * KiB * KiB;

// Small segments make the suite cross many of them; the usual size is what runs in production.
for (const segmentBytesMax of [64 * KiB, 64 * KiB * KiB]) {
  describeEventLog(`the disk log with segments of ${segmentBytesMax / KiB} KiB`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-log-"));
    const limits = { bytesMax: 1 * GiB, diskShareMax: 1, segmentBytesMax };
    return {
      open: () => openDiskEventLog({ folder, clock: systemClock, logger: silentLogger, limits }),
      openReader: () => openDiskEventLogReader({ folder }),
      dispose: () => rm(folder, { recursive: true }),
    };
  });
}
