import type { Period } from "../../query/period.ts";
import type { KnownEventsParams } from "./params.ts";

export interface KnownEventsPlan {
  readonly period: Period;
  readonly seqBefore: number | undefined;
  /** The ids, each once, in groups that are small enough to travel with one statement. */
  readonly groups: readonly (readonly string[])[];
}

export function planKnownEvents({ eventIds, from, to, seqBefore }: KnownEventsParams): KnownEventsPlan {
  return { period: { from, to }, seqBefore, groups: groupsOf(new Set(eventIds)) };
}

function groupsOf(eventIds: ReadonlySet<string>): string[][] {
  const groups: string[][] = [];
  let bytes = groupBytesMax;
  for (const eventId of eventIds) {
    bytes += writtenBytesMax(eventId);
    if (bytes > groupBytesMax) {
      groups.push([]);
      bytes = writtenBytesMax(eventId);
    }
    groups.at(-1)!.push(eventId);
  }
  return groups;
}

/** ClickHouse refuses a parameter that takes more than 128 KiB as it is written in the URL. */
const groupBytesMax = 128_000;

/** In quotes and with a comma, percent-encoded: each of three bytes of UTF-8 takes three. */
function writtenBytesMax(eventId: string): number {
  return 9 + (/^[\w.-]*$/.test(eventId) ? eventId.length : eventId.length * 9);
}
