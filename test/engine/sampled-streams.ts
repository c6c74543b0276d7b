import { isKept } from "../../src/enrich/sample.ts";
import type { GivenEvent, StoredEvent } from "./engine.ts";

/*
 * Sampling as docs/semantics.md has it, for tests: which events of a stream are kept, and what those that were kept
 * say about all of them.
 */

/** Factors change from name to name and now and then; most of them keep enough of a small stream to say something. */
const factors = [1, 1, 2, 2, 3, 7];

/** What a project that samples keeps of a stream. */
export function sampledStream(project: string, events: readonly GivenEvent[], around: number): GivenEvent[] {
  return events
    .map((event) => {
      const times = event.time < around ? "before" : "after";
      const drawn = Bun.hash.crc32(`${project} ${event.name} ${times}`);
      return { ...event, sample_factor: factors[drawn % factors.length]! };
    })
    .filter((event) => isKept(project, event.visitor_id, event.sample_factor));
}

/** The smallest factor of each one's events, summed up: how many visitors or sessions there were. */
export function distinctOf(events: readonly StoredEvent[], idOf: (event: StoredEvent) => string): number {
  const smallest = new Map<string, number>();
  for (const event of events) {
    const id = idOf(event);
    smallest.set(id, Math.min(smallest.get(id) ?? Infinity, event.sample_factor));
  }
  return [...smallest.values()].reduce((sum, factor) => sum + factor, 0);
}

/** The events as many times as they stand for. */
export function expanded(events: readonly StoredEvent[]): StoredEvent[] {
  return events.flatMap((event) => Array.from({ length: event.sample_factor }, () => event));
}

/** The events of the visitors of whom all relevant events were kept, and one in how many visitors these are. */
export function wholeVisitors(
  events: readonly StoredEvent[],
  relevant: readonly StoredEvent[],
): { readonly events: StoredEvent[]; readonly factor: number } {
  const factor = Math.max(1, ...relevant.map(({ sample_factor }) => sample_factor));
  const isWhole = ({ project_id, visitor_id }: StoredEvent) => isKept(project_id, visitor_id, factor);
  return { events: events.filter(isWhole), factor };
}
