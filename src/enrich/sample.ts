import { type SamplingRules, factorOf } from "../event/sampling-rules.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { drop, ok, type Step } from "./step.ts";

/**
 * Keeps one in n of a project's visitors, with all their events of a name, and notes the n in what is kept.
 * Behind identification, whose ids it goes by, and before all that costs more. Null: all are kept.
 */
export function sample(rulesOf: (project: ProjectId) => SamplingRules | null): Step {
  return ({ event }) => {
    const rules = rulesOf(event.project_id);
    if (rules === null) return ok;
    const factor = factorOf(rules, event.name);
    if (!isKept(event.project_id, event.visitor_id, factor)) return drop("sampled_out");
    event.sample_factor = factor;
    return ok;
  };
}

/**
 * A visitor is one and the same number for good, on every server and whatever the factor. So samples lie in
 * one another: whom a factor keeps, every smaller one keeps too.
 */
export function isKept(project: ProjectId, visitor: string, factor: number): boolean {
  return factor === 1 || visitorNumber(project, visitor) * factor < hashes;
}

/**
 * Evenly from 0 to 2^64. Nothing else may be split by this hash, or a sample would not be one of everybody
 * there: the text begins like no other, and stays, because it decides who was kept so far. Questions ask the
 * store for the same number (src/query/kept.ts), so there is no seed, which the store's function does not take.
 */
function visitorNumber(project: ProjectId, visitor: string): number {
  // The length keeps project and visitor apart.
  return Number(Bun.hash.xxHash64(`sample ${project.length} ${project}${visitor}`));
}

const hashes = 2 ** 64;
