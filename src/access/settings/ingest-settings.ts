import { z } from "zod";
import { limits } from "../../kernel/limits.ts";

/** As browsers send it: scheme, host and port, nothing behind them. */
const originSchema = z
  .string()
  .max(300)
  .refine((text) => originOf(text) === text, "must be an origin, such as https://shop.example");

/** Lists of what is allowed; null allows everything. */
export const allowedOrigins = z.array(originSchema).max(100).nullable();
export const allowedEventNames = z
  .array(z.string().min(1).max(limits.eventNameCharsMax))
  .max(1_000)
  .nullable();

export const ingestSettings = z.strictObject({
  origins: allowedOrigins
    .default(null)
    .describe("Pages of which origins may send events; null: any. Requests of programs have no origin."),
  eventNames: allowedEventNames
    .default(null)
    .describe("Which events are taken; null: any. Others are rejected with `name_not_allowed`."),
});

function originOf(text: string): string | null {
  return URL.canParse(text) ? new URL(text).origin : null;
}
