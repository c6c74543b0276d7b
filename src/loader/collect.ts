import { countEvents } from "../event/decode-record.ts";
import type { EventLogReader, LogDamage, LogEntry, LogOffset } from "../log/event-log.ts";

export interface Collected {
  readonly entries: readonly LogEntry[];
  readonly to: LogOffset;
  readonly damage: readonly LogDamage[];
}

/** Reads the next records for one batch: whole records, at least one, up to the limits. */
export async function collectBatch(
  reader: EventLogReader,
  from: LogOffset,
  until: LogOffset,
  limits: { batchEventsMax: number; batchBytesMax: number },
): Promise<Collected> {
  const chunk = await reader.read(from, until, limits.batchBytesMax);
  let events = 0;
  for (const [index, entry] of chunk.entries.entries()) {
    events += countEvents(entry.payload);
    if (events > limits.batchEventsMax && index > 0) {
      const damage = chunk.damage.filter((range) => range.to <= entry.offset);
      return { entries: chunk.entries.slice(0, index), to: entry.offset, damage };
    }
  }
  return { entries: chunk.entries, to: chunk.next, damage: chunk.damage };
}

/** Reads exactly the records of [from, to), as they were cut before. */
export async function readRange(reader: EventLogReader, from: LogOffset, to: LogOffset): Promise<Collected> {
  const entries: LogEntry[] = [];
  const damage: LogDamage[] = [];
  for (let at = from; at < to;) {
    const chunk = await reader.read(at, to, to - at);
    entries.push(...chunk.entries);
    damage.push(...chunk.damage);
    if (chunk.next <= at) break;
    at = chunk.next;
  }
  return { entries, to, damage };
}
