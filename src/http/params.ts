import { z } from "zod";
import { parseTime } from "../event/time.ts";
import { limits } from "../kernel/limits.ts";

/** Building blocks for query strings, where every value arrives as text. */
export const timeParam = z.string().transform((value, ctx) => {
  const time = parseTime(value);
  if (time !== undefined) return time;
  ctx.addIssue({ code: "custom", message: "must be epoch milliseconds or ISO 8601" });
  return z.NEVER;
});

export const limitParam = (standard: number) =>
  wholeNumber(0, limits.pageRowsMax).optional().default(standard);

export const flagParam = z
  .enum(["true", "false"])
  .transform((value) => value === "true")
  .optional()
  .default(false);

export const textParam = z.string("is required").min(1, "must not be empty").max(limits.stringBytesMax);

/** A calendar day, `YYYY-MM-DD`. */
export const dayParam = z.iso.date("must be a day, YYYY-MM-DD");

export function wholeNumber(from: number, to: number) {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message);
}

/** Both ends of a range are optional; a range that ends before it starts is a mistake. */
export function isForwards(from: number | undefined, to: number | undefined): boolean {
  return from === undefined || to === undefined || from <= to;
}
