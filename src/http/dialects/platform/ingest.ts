import { z } from "zod";
import { limits } from "../../../kernel/limits.ts";
import { rejectionSchema } from "../../answers.ts";
import { failed } from "../../failed.ts";
import { ingestResponse } from "../../ingest-response.ts";
import { ingestMany, nothingTakenResponse, rejections } from "../../ingest.ts";
import { ingestOperation } from "../../operation.ts";
import { parsePlatformEvent, platformEventBody } from "./parse.ts";

export const ingest = ingestOperation({
  method: "POST",
  paths: ["/api/v1/events"],
  dialect: "platform",
  scope: "ingest",
  summary: "Ingest one event or up to 1,000",
  body: z.union([platformEventBody, z.array(platformEventBody).max(limits.batchEventsMax)]),
  answer: {
    status: 202,
    description: "The good events are stored; the others are named.",
    schema: z.object({
      success: z.literal(true),
      eventId: z.string().nullable().optional().describe("Of a single event"),
      accepted: z.number().int(),
      filtered: z.number().int(),
      rejected: z.number().int(),
      eventIds: z.array(z.string()),
      errors: z.array(rejectionSchema),
    }),
  },
  errors: ["batch_too_large"],
  examples: [
    {
      name: "one event",
      body: {
        userId: "user123",
        eventName: "page_view",
        properties: { pageUrl: "/home", referrer: "google.com" },
      },
    },
    {
      name: "a batch",
      body: [
        { userId: "user123", eventName: "page_view", timestamp: "2024-01-01T10:00:00Z" },
        { userId: "user123", eventName: "button_click", timestamp: "2024-01-01T10:01:00Z" },
      ],
    },
  ],
  handle: async (call) => {
    const receipt = await ingestMany(call, "platform", parsePlatformEvent, "or-one");
    if (!receipt.ok) return failed(call, receipt.error);
    const nothingTaken = nothingTakenResponse(call, receipt.value);
    if (nothingTaken !== null) return nothingTaken;
    const { accepted, filtered, rejected, isBatch } = receipt.value;
    const body = {
      success: true,
      ...(isBatch ? {} : { eventId: accepted[0]?.event_id ?? null }),
      accepted: accepted.length,
      filtered: filtered.length,
      rejected: rejected.length,
      eventIds: accepted.map(({ event_id }) => event_id),
      errors: rejections(receipt.value),
    };
    return ingestResponse(call, body, 202);
  },
});
