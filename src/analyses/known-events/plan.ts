import type { Period } from "../../query/query.ts";
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
  let chars = groupCharsMax;
  for (const eventId of eventIds) {
    chars += eventId.length;
    if (chars > groupCharsMax) {
      groups.push([]);
      chars = eventId.length;
    }
    groups.at(-1)!.push(eventId);
  }
  return groups;
}

/**
 * Values travel in the statement's URL, of which ClickHouse takes 1 MiB; percent-encoded, a character
 * takes up to nine bytes.
 */
const groupCharsMax = 100_000;
