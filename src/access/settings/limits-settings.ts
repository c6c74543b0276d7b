import { z } from "zod";
import { limits } from "../../kernel/limits.ts";

export const requestsPerMinute = z.number().int().min(1).max(limits.rateTokensMax).nullable();

/** How much may come in and be asked. */
export const limitsSettings = z.strictObject({
  ingestPerMinute: requestsPerMinute
    .default(null)
    .describe(
      "Requests a minute with which each key may send events; null: what the server is configured for.",
    ),
  readsPerMinute: requestsPerMinute
    .default(null)
    .describe("Other requests a minute of each key and person; null: what the server is configured for."),
  monthlyEventsMax: z
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .nullable()
    .default(null)
    .describe("Events that are stored in a calendar month (UTC); null: as many as come."),
});
