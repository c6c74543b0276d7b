import { z } from "zod";
import { limits } from "../../kernel/limits.ts";

const keepOneIn = z.int().min(1).max(limits.sampleFactorMax);

/** A list and not an object with names for keys: `__proto__` may be a name, and parsers leave it out of objects in silence. */
const ofNames = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(limits.eventNameCharsMax).describe("The event's name, exactly"),
      keepOneIn,
    }),
  )
  .max(limits.sampledNamesMax)
  .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, "names an event twice");

/** Which share of the visitors is kept, to store less; counts are scaled back. */
export const samplingSettings = z.strictObject({
  keepOneIn: keepOneIn
    .default(1)
    .describe("Of so many visitors one is kept, with all their events; the others' are filtered; 1: all."),
  events: ofNames.default([]).describe("Events that are kept of more or fewer visitors than that, by name."),
});

/** Whether anything is left out. */
export function leavesOut(sampling: z.output<typeof samplingSettings>): boolean {
  return sampling.keepOneIn > 1 || sampling.events.some((rule) => rule.keepOneIn > 1);
}
