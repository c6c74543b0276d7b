import { z } from "zod";

const days = (what: string, key: string) =>
  z
    .union([z.int().min(1).max(36_500), z.literal("default")])
    .nullable()
    .default("default")
    .describe(`Whole days for which ${what} are kept; null: forever; \`default\`: what ${key} says.`);

/** How long each class of data is kept, from when it happened or came in, whichever is later. */
export const retentionSettings = z.strictObject({
  events: days("events", "EVENT_RETENTION_DAYS"),
  sessions: days("sessions", "SESSION_RETENTION_DAYS"),
  aggregates: days("counts by quarter of an hour and day", "METRICS_RETENTION_DAYS"),
});
