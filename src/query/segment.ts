import { type EpochMs, dayMs } from "../kernel/clock.ts";
import type { FieldRef } from "./columns.ts";
import { type EventSelector, selectorSql } from "./condition.ts";
import { type Comparison, allOf, comparisonSql } from "./filter.ts";
import { isKeptAtSql, largestFactorSql } from "./kept.ts";
import { type Operand, fieldOperand } from "./operand.ts";
import { eventPeriodConditions } from "./period.ts";
import { type Sql, integer, join, sql } from "./sql.ts";

/**
 * A group of visitors, by what they did and who they are. `did` asks how often a visitor did
 * something, within the last days or ever; `profile` asks for the latest value of a field that any of
 * the visitor's events carried.
 */
export type Segment =
  | { readonly all: readonly Segment[] }
  | { readonly any: readonly Segment[] }
  | { readonly not: Segment }
  | { readonly did: Behaviour }
  | { readonly profile: { readonly field: FieldRef } & Comparison };

export interface Behaviour {
  readonly event: EventSelector;
  /** How often; at least once when absent. */
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  /** Only the events of so many times 24 hours before now. */
  readonly withinDays?: number | undefined;
}

/**
 * The present that a segment's "last days" count from; always the same for one that asks for none, so that the same
 * question asked later is still the same.
 */
export function presentOf(segment: Segment, now: EpochMs): EpochMs {
  return countsDays(segment) ? now : 0;
}

function countsDays(segment: Segment): boolean {
  if ("all" in segment) return segment.all.some(countsDays);
  if ("any" in segment) return segment.any.some(countsDays);
  if ("not" in segment) return countsDays(segment.not);
  return "did" in segment && segment.did.withinDays !== undefined;
}

/**
 * The hashes of the segment's visitors, as a statement on the source `events`. Where a visitor of whom
 * nothing is known is not in the segment, only the events that its conditions speak of are read.
 */
export function segmentMembersSql(segment: Segment, now: EpochMs): Sql {
  return sql`SELECT visitor_hash FROM events WHERE NOT is_bot${isRead(segment, now)} GROUP BY visitor_hash HAVING ${holds(segment, now)}`;
}

/**
 * The same where the project is sampled: only of the visitors of whom is known whether they are in it, and for how
 * many each of them stands (`weight`).
 */
export function sampledMembersSql(segment: Segment, now: EpochMs): Sql {
  const factor = segmentFactorSql(segment, now);
  return sql`SELECT visitor_hash, greatest(min(sample_factor), ${factor}) AS weight FROM events
  WHERE NOT is_bot${isRead(segment, now)} AND ${isKeptAtSql(factor)} GROUP BY visitor_hash HAVING ${holds(segment, now)}`;
}

/** The largest factor among the events that decide about the segment: of whom it keeps, everything about it is known. */
export function segmentFactorSql(segment: Segment, now: EpochMs): Sql {
  return largestFactorSql(sql`sample_factor`, sql`NOT is_bot AND (${join(mentions(segment, now), " OR ")})`);
}

function isRead(segment: Segment, now: EpochMs): Sql {
  return holdsForNobody(segment) ? sql`` : sql` AND (${join(mentions(segment, now), " OR ")})`;
}

/** Whether it holds for a visitor without any of the events that it speaks of. */
function holdsForNobody(segment: Segment): boolean {
  if ("all" in segment) return segment.all.every(holdsForNobody);
  if ("any" in segment) return segment.any.some(holdsForNobody);
  if ("not" in segment) return !holdsForNobody(segment.not);
  if ("did" in segment) return leastOf(segment.did) <= 0;
  return segment.profile.operator === "exists" && !segment.profile.value;
}

/** For each condition, the events that decide it. */
function mentions(segment: Segment, now: EpochMs): Sql[] {
  if ("all" in segment) return mentionsOf(segment.all, now);
  if ("any" in segment) return mentionsOf(segment.any, now);
  if ("not" in segment) return mentions(segment.not, now);
  if ("did" in segment) return [didEventSql(segment.did, now)];
  return [fieldOperand(segment.profile.field).exists];
}

function mentionsOf(segments: readonly Segment[], now: EpochMs): Sql[] {
  const found = segments.flatMap((segment) => mentions(segment, now));
  return found.length === 0 ? [sql`false`] : found;
}

/** The condition that an event's visitor is in the segment. */
export function inSegmentSql(segment: Segment, now: EpochMs): Sql {
  return sql`visitor_hash IN (${segmentMembersSql(segment, now)})`;
}

function holds(segment: Segment, now: EpochMs): Sql {
  if ("all" in segment) return group(segment.all, " AND ", sql`true`, now);
  if ("any" in segment) return group(segment.any, " OR ", sql`false`, now);
  if ("not" in segment) return sql`NOT ${holds(segment.not, now)}`;
  return "did" in segment ? didSql(segment.did, now) : profileSql(segment.profile);
}

function group(segments: readonly Segment[], separator: " AND " | " OR ", empty: Sql, now: EpochMs): Sql {
  if (segments.length === 0) return empty;
  return sql`(${join(
    segments.map((segment) => holds(segment, now)),
    separator,
  )})`;
}

function didSql(behaviour: Behaviour, now: EpochMs): Sql {
  const { atMost } = behaviour;
  const times = sql`countIf(${didEventSql(behaviour, now)})`;
  const low = integer(leastOf(behaviour));
  if (atMost === undefined) return sql`${times} >= ${low}`;
  return sql`(${times} >= ${low} AND ${times} <= ${integer(atMost)})`;
}

function didEventSql({ event, withinDays }: Behaviour, now: EpochMs): Sql {
  if (withinDays === undefined) return selectorSql(event);
  return sql`(${allOf([selectorSql(event), ...eventPeriodConditions({ from: now - withinDays * dayMs })])})`;
}

function leastOf({ atLeast, atMost }: Behaviour): number {
  return atLeast ?? (atMost === undefined ? 1 : 0);
}

/** The latest event by time, then arrival, that has the field, decides. */
function profileSql(profile: { readonly field: FieldRef } & Comparison): Sql {
  const { text, exists } = fieldOperand(profile.field);
  const known = sql`countIf(${exists}) > 0`;
  const latest = sql`argMaxIf(assumeNotNull(${text}), (events.time, seq), ${exists})`;
  const operand: Operand = {
    text: latest,
    number: sql`toFloat64OrNull(${latest})`,
    exists: known,
    plainText: null,
  };
  if (profile.operator === "exists") return comparisonSql(operand, profile);
  return sql`(${known} AND ${comparisonSql(operand, profile)})`;
}
