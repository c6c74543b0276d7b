import { existsSync } from "node:fs";
import { silentLogger } from "../kernel/logger.ts";
import { openDiskEventLogReader } from "../log/disk/disk-event-log-reader.ts";
import { type LogFileSystem, systemFiles } from "../log/disk/file-system.ts";
import { listSegmentBases, segmentPath } from "../log/disk/segment.ts";
import type { LogDamage, LogOffset } from "../log/event-log.ts";

/** What the log of a stopped server holds. */
export interface LogInspection {
  readonly segments: number;
  /** Of the segment files. */
  readonly bytes: number;
  readonly end: LogOffset;
  readonly waitingRecords: number;
  readonly waitingBytes: number;
  /** Ranges with good records behind them, or that no file holds. */
  readonly damage: readonly LogDamage[];
  /** Bytes of a last write that did not complete; nobody was told that they are stored. */
  readonly tornTailBytes: number;
}

/**
 * Reads the records from `position` on, which the loader has not loaded yet, and writes nothing: not
 * even what the log itself does on opening, such as covering a torn tail. Only for a log that no
 * server has open. Throws what the system says when a file cannot be read.
 */
export async function inspectLog(folder: string, position: LogOffset): Promise<LogInspection> {
  const bases = existsSync(folder)
    ? await listSegmentBases({ path: folder, files: systemFiles, logger: silentLogger })
    : [];
  const sizes = await Promise.all(
    bases.map(async (base) => (await systemFiles.sizeOf(segmentPath(folder, base))) ?? 0),
  );
  const end = bases.length === 0 ? 0 : bases.at(-1)! + sizes.at(-1)!;
  const from = Math.max(position, bases[0] ?? 0);
  const waiting = await readWaiting(folder, from, end);
  const last = waiting.damage.at(-1);
  const isTorn = last !== undefined && last.to >= end && last.from >= bases.at(-1)!;
  return {
    segments: bases.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    end,
    waitingRecords: waiting.records,
    waitingBytes: Math.max(0, end - from),
    damage: isTorn ? waiting.damage.slice(0, -1) : waiting.damage,
    tornTailBytes: isTorn ? last.to - last.from : 0,
  };
}

async function readWaiting(
  folder: string,
  from: LogOffset,
  end: LogOffset,
): Promise<{ records: number; damage: LogDamage[] }> {
  const waiting = { records: 0, damage: [] as LogDamage[] };
  if (from >= end) return waiting;
  const reader = await openDiskEventLogReader({ folder, logger: silentLogger, files: readOnly(systemFiles) });
  try {
    for (let at = from; at < end;) {
      const chunk = await reader.read(at, end, chunkBytes);
      waiting.records += chunk.entries.length;
      waiting.damage.push(...chunk.damage);
      if (chunk.next <= at) break;
      at = chunk.next;
    }
  } finally {
    await reader.close();
  }
  return waiting;
}

const chunkBytes = 4 * 1024 * 1024;

/** The reader copies damaged bytes aside; here it is told that it cannot, and goes on. */
function readOnly(files: LogFileSystem): LogFileSystem {
  const refuse = () => Promise.reject(new Error("the log is only looked at"));
  return {
    ...files,
    open: (path, flags) => (flags === "r" ? files.open(path, flags) : refuse()),
    rename: refuse,
    remove: refuse,
    makeFolder: refuse,
    flushFolder: refuse,
  };
}
