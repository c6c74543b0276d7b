/** How many of a project's visitors are kept: one in n, for each name of an event. Whole numbers from 1, which keeps all. */
export interface SamplingRules {
  readonly keepOneIn: number;
  /** By name, instead of the other. */
  readonly events: ReadonlyMap<string, number>;
}

/** The n at which events of the name are kept. */
export function factorOf(rules: SamplingRules, name: string): number {
  return rules.events.get(name) ?? rules.keepOneIn;
}
