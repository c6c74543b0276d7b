import { z } from "zod";
import { limits } from "../../../kernel/limits.ts";
import { rejectionSchema } from "../../answers.ts";
import { failed } from "../../failed.ts";
import { ingestResponse } from "../../ingest-response.ts";
import { ingestMany, nothingTakenResponse, rejections } from "../../ingest.ts";
import { type Operation, ingestOperation } from "../../operation.ts";
import { dau } from "./dau.ts";
import { exportEvents } from "./export.ts";
import { parseReportsEvent, reportsEventBody } from "./parse.ts";

const ingest = ingestOperation({
  method: "POST",
  paths: ["/api/analytics/ingest"],
  dialect: "reports",
  scope: "ingest",
  needsCredential: true,
  summary: "Ingest up to 1,000 user behaviour events",
  body: z.array(reportsEventBody).max(limits.batchEventsMax),
  answer: {
    status: 200,
    description: "How many events are stored; `rejected` names the others, if there are any.",
    schema: z.object({ ingested: z.number().int(), rejected: z.array(rejectionSchema).optional() }),
  },
  errors: ["batch_too_large"],
  examples: [
    {
      name: "two events",
      body: [
        {
          ts: "2024-01-01T12:00:00Z",
          user_id: "user-123",
          type: "page_view",
          src: "web_app",
          payload: { page: "/dashboard" },
        },
        {
          ts: "2024-01-01T12:01:00Z",
          user_id: "user-123",
          type: "button_click",
          src: "web_app",
          payload: { button_id: "save_profile" },
        },
      ],
    },
  ],
  handle: async (call) => {
    const receipt = await ingestMany(call, "reports", parseReportsEvent, "array-only");
    if (!receipt.ok) {
      const isTooLarge = receipt.error.code === "batch_too_large" || receipt.error.code === "body_too_large";
      return isTooLarge
        ? Response.json({ detail: "batch too large" }, { status: 413 })
        : failed(call, receipt.error);
    }
    const nothingTaken = nothingTakenResponse(call, receipt.value);
    if (nothingTaken !== null) return nothingTaken;
    const { accepted, rejected } = receipt.value;
    const errors = rejected.length === 0 ? {} : { rejected: rejections(receipt.value) };
    return ingestResponse(call, { ingested: accepted.length, ...errors });
  },
});

export const reportsOperations: readonly Operation[] = [ingest, dau, exportEvents];
