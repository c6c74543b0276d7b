import { dayMs } from "../../src/kernel/clock.ts";
import type { FieldRef } from "../../src/query/columns.ts";
import type { Segment } from "../../src/query/segment.ts";
import type { StoredEvent } from "./engine.ts";
import { fulfils, matches, textOf } from "./matching.ts";

/** Segments as docs/semantics.md has them, judged visitor by visitor. */
export function isIn(events: readonly StoredEvent[], segment: Segment, now: number): boolean {
  if ("all" in segment) return segment.all.every((part) => isIn(events, part, now));
  if ("any" in segment) return segment.any.some((part) => isIn(events, part, now));
  if ("not" in segment) return !isIn(events, segment.not, now);
  if ("did" in segment) {
    const { event, atLeast, atMost, withinDays = Infinity } = segment.did;
    const count = events.filter((one) => matches(one, event) && one.time >= now - withinDays * dayMs).length;
    return count >= (atLeast ?? (atMost === undefined ? 1 : 0)) && count <= (atMost ?? Infinity);
  }
  const { profile: asked } = segment;
  const sorted = events.toSorted((a, b) => a.time - b.time || a.seq - b.seq);
  const values = sorted
    .map((one) => textOf(one, asked.field))
    .filter((text) => text !== null && !(text === "" && "column" in asked.field));
  const latest = values.at(-1) ?? null;
  if (asked.operator === "exists") return (latest !== null) === asked.value;
  return latest !== null && fulfils(latest, asked);
}

/** Whether one of the conditions is about the event. */
export function decidesOn(event: StoredEvent, segment: Segment, now: number): boolean {
  if ("all" in segment) return segment.all.some((part) => decidesOn(event, part, now));
  if ("any" in segment) return segment.any.some((part) => decidesOn(event, part, now));
  if ("not" in segment) return decidesOn(event, segment.not, now);
  if ("profile" in segment) return hasField(event, segment.profile.field);
  const { event: selected, withinDays = Infinity } = segment.did;
  return matches(event, selected) && event.time >= now - withinDays * dayMs;
}

function hasField(event: StoredEvent, asked: FieldRef): boolean {
  const text = textOf(event, asked);
  return text !== null && !(text === "" && "column" in asked);
}
