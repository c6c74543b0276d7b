import { z } from "zod";
import { limits } from "../../../../kernel/limits.ts";
import type { RequestedSelection } from "../../../../privacy/job-file.ts";
import { fieldSchema } from "../../../../query/schema.ts";
import { timeOrDaySchema } from "../../../range.ts";

const personId = z.string().min(1).max(limits.idCharsMax);

const userForm = z.strictObject({
  userId: personId.describe("As it is sent, also where it is stored hashed"),
});
const anonymousForm = z.strictObject({ anonymousId: personId });

/** One person, by the id that the events are sent with. */
export const personForm = z.union([userForm, anonymousForm]);

const scalar = z.union([z.string().max(limits.stringBytesMax), z.number(), z.boolean()]);

/**
 * Only equality: what is deleted is gone, so a condition must mean what it looks like. Either a
 * condition or an end of the range has to be there: nobody deletes everything by leaving something out.
 */
const eventsForm = z
  .strictObject({
    where: z
      .array(z.strictObject({ field: fieldSchema, in: z.array(scalar).min(1).max(1_000) }))
      .max(20)
      .default([])
      .describe("All of these hold: the field has one of the values"),
    startDate: timeOrDaySchema.optional(),
    endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  })
  .refine((form) => form.where.length > 0 || form.startDate !== undefined || form.endDate !== undefined, {
    error: "name a user, an anonymous visitor, a condition or a range",
  });

export const deletionForm = z.union([userForm, anonymousForm, eventsForm]);

export function selectionOf(
  form: z.output<typeof deletionForm>,
  range: { from: number | null; to: number | null },
): RequestedSelection {
  if ("userId" in form) return { kind: "user", id: form.userId };
  if ("anonymousId" in form) return { kind: "anonymous", id: form.anonymousId };
  const filters = form.where.map((condition) => ({
    field: condition.field,
    operator: "in" as const,
    value: condition.in,
  }));
  return { kind: "events", filters, ...range };
}
