import type { FunnelParams } from "../../src/analyses/funnel/params.ts";
import type { StoredEvent } from "./engine.ts";
import { inQuery, matches, valueOf } from "./matching.ts";

/**
 * The funnel of docs/semantics.md by trying every choice of events; nothing of it is clever. The answer has one entry
 * for each unit: how many steps it reaches, the timed attempt and the breakdown's value.
 */
export interface ReferenceUnit {
  /** A visitor's or a session's id. */
  readonly unit: string;
  readonly level: number;
  /** Times from step to step; none for the order `any`. */
  readonly times: readonly number[];
  readonly value: string | null;
}

export function referenceFunnel(events: readonly StoredEvent[], params: FunnelParams): ReferenceUnit[] {
  const inRange = events.filter((event) => inQuery(event, params.query));
  const units = Map.groupBy(inRange, (event) =>
    params.unit === "visitor" ? event.visitor_id : event.session_id,
  );
  return [...units].map(([unit, unitEvents]) => {
    const sorted = unitEvents.toSorted((a, b) => a.time - b.time || a.seq - b.seq);
    const found = params.order === "any" ? bestInAnyOrder(sorted, params) : bestInOrder(sorted, params);
    const field = params.breakdown?.field;
    const value = field === undefined || found.first === undefined ? null : valueOf(found.first, field);
    return { unit, level: found.level, times: found.times, value };
  });
}

interface Best {
  readonly level: number;
  readonly times: readonly number[];
  readonly first: StoredEvent | undefined;
}

function bestInOrder(events: readonly StoredEvent[], params: FunnelParams): Best {
  let attempts: number[][] = events.flatMap((event, place) =>
    matches(event, params.steps[0]!.event) ? [[place]] : [],
  );
  let level = attempts.length > 0 ? 1 : 0;
  let best = attempts;
  while (level > 0 && level < params.steps.length) {
    attempts = attempts.flatMap((attempt) =>
      events.flatMap((_, place) => (goesOn(events, attempt, place, params) ? [[...attempt, place]] : [])),
    );
    if (attempts.length === 0) break;
    level += 1;
    best = attempts;
  }
  const [timed] = best.toSorted(byLastFirstThenLatest);
  const times =
    timed?.slice(1).map((place, index) => events[place]!.time - events[timed[index]!]!.time) ?? [];
  return { level, times, first: timed === undefined ? undefined : events[timed[0]!] };
}

function goesOn(
  events: readonly StoredEvent[],
  attempt: readonly number[],
  place: number,
  params: FunnelParams,
): boolean {
  const before = attempt.at(-1)!;
  const step = attempt.length + 1;
  const { event, withinMs = Infinity } = params.steps[step - 1]!;
  const [first, previous, next] = [events[attempt[0]!]!, events[before]!, events[place]!];
  if (place <= before || !matches(next, event)) return false;
  if (next.time - first.time > (params.windowMs ?? Infinity) || next.time - previous.time > withinMs)
    return false;
  if (params.order === "strict" && place !== before + 1) return false;
  const between = events.slice(before + 1, place);
  return !params.exclusions.some(({ event: excluded, afterStep = 1, beforeStep = params.steps.length }) => {
    return afterStep < step && step <= beforeStep && between.some((other) => matches(other, excluded));
  });
}

/** The last event first; then the event before it last, and so on down. */
function byLastFirstThenLatest(a: readonly number[], b: readonly number[]): number {
  if (a.at(-1) !== b.at(-1)) return a.at(-1)! - b.at(-1)!;
  for (let index = a.length - 2; index >= 0; index -= 1) {
    if (a[index] !== b[index]) return b[index]! - a[index]!;
  }
  return 0;
}

/** From each event of a step on, the most steps that can be given an event of their own; by trying every way. */
function bestInAnyOrder(events: readonly StoredEvent[], params: FunnelParams): Best {
  let best: Best = { level: 0, times: [], first: undefined };
  for (const [place, first] of events.entries()) {
    if (!params.steps.some(({ event }) => matches(first, event))) continue;
    const window = events
      .slice(place)
      .filter((event) => event.time - first.time <= (params.windowMs ?? Infinity));
    const level = mostSteps(params.steps.length - 1, new Set(), window, params);
    if (level > best.level) best = { level, times: [], first };
  }
  return best;
}

function mostSteps(
  step: number,
  taken: ReadonlySet<number>,
  window: readonly StoredEvent[],
  params: FunnelParams,
): number {
  if (step < 0) return 0;
  let most = mostSteps(step - 1, taken, window, params);
  for (const [place, event] of window.entries()) {
    if (most === step + 1) break;
    if (taken.has(place) || !matches(event, params.steps[step]!.event)) continue;
    most = Math.max(most, 1 + mostSteps(step - 1, new Set([...taken, place]), window, params));
  }
  return most;
}
