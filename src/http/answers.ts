import { z } from "zod";

/** Schemas that several answers share. */
export const rejectionSchema = z.object({
  index: z.number().int().describe("Place of the event in the request, from 0"),
  code: z.string(),
  field: z.string().nullable(),
  message: z.string(),
});

export const ingestedOne = z.object({
  success: z.literal(true),
  eventId: z
    .string()
    .nullable()
    .describe("Null when the event was filtered, e.g. by Do Not Track or sampling"),
});

export const epochMsSchema = z.number().int().describe("Epoch milliseconds");
