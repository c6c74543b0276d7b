import { failed, ingestMany, nothingTakenResponse, rejections } from "../../ingest.ts";
import type { Call, Operation } from "../../operation.ts";
import { parseReportsEvent } from "./parse.ts";

export const reportsOperations: readonly Operation[] = [
  {
    method: "POST",
    paths: ["/api/analytics/ingest"],
    dialect: "reports",
    scope: "ingest",
    summary: "Ingest up to 1,000 user behaviour events",
    handle: ingest,
  },
];

async function ingest(call: Call): Promise<Response> {
  const receipt = await ingestMany(call, "reports", parseReportsEvent, "array-only");
  if (!receipt.ok) {
    const isTooLarge = receipt.error.code === "batch_too_large" || receipt.error.code === "body_too_large";
    return isTooLarge ? Response.json({ detail: "batch too large" }, { status: 413 }) : failed(call, receipt.error);
  }
  const nothingTaken = nothingTakenResponse(call, receipt.value);
  if (nothingTaken !== null) return nothingTaken;
  const { accepted, rejected } = receipt.value;
  const errors = rejected.length === 0 ? {} : { rejected: rejections(receipt.value) };
  return Response.json({ ingested: accepted.length, ...errors });
}
