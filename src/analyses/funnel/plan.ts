import { assert } from "../../kernel/assert.ts";
import type { EpochMs } from "../../kernel/clock.ts";
import type { EventSelector } from "../../query/condition.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { FunnelParams, FunnelStep } from "./params.ts";

export interface FunnelPlan extends FunnelParams {
  /** What the bits of an event's mask mean, from the lowest: the steps, then the exclusions. */
  readonly selectors: readonly EventSelector[];
  /** The only names that matter; null where events of any name do. */
  readonly names: readonly string[] | null;
  /** Steps that one event could match together, by their place from 0; for the order `any`. */
  readonly overlaps: readonly (readonly number[])[];
}

export function planFunnel(params: FunnelParams, _now: EpochMs, facts: ProjectFacts): FunnelPlan {
  const selectors = [...params.steps, ...params.exclusions].map((part) => part.event);
  const names = selectors.map(({ name }) => name).filter((name) => name !== undefined);
  const isOfNames = names.length === selectors.length && params.order !== "strict";
  return {
    ...params,
    query: askedOf(params.query, facts),
    selectors,
    names: isOfNames ? [...new Set(names)] : null,
    overlaps: params.order === "any" ? overlapsOf(params.steps) : [],
  };
}

/** Steps of different names share no event, so each name is a matter of its own; a nameless step joins all. */
function overlapsOf(steps: readonly FunnelStep[]): number[][] {
  const places = steps.map((_, index) => index);
  if (steps.some((step) => step.event.name === undefined)) return [places];
  return [...Map.groupBy(places, (index) => nameOf(steps, index)).values()];
}

function nameOf(steps: readonly FunnelStep[], index: number): string {
  const name = steps[index]?.event.name;
  assert(name !== undefined, "the step has a name");
  return name;
}
