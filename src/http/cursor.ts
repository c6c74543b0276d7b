import { z } from "zod";
import { limits } from "../kernel/limits.ts";

/** A place in a list, as callers carry it from page to page: opaque to them, checked when it comes back. */
export function cursorText(place: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** A query parameter that holds a cursor of the given form. */
export function cursorParam<T>(form: z.ZodType<T>) {
  return z
    .string()
    .max(limits.stringBytesMax)
    .transform((value, ctx) => {
      const place = form.safeParse(parsed(value));
      if (place.success) return place.data;
      ctx.addIssue({ code: "custom", message: "must be a cursor that the page before gave" });
      return z.NEVER;
    });
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, "base64url").toString());
  } catch {
    return undefined;
  }
}
