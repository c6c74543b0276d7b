import type { Analysis } from "../analysis.ts";
import { type EventSummaryParams, eventSummaryParams } from "./params.ts";
import { type EventSummaryPlan, planEventSummary } from "./plan.ts";
import { type EventSummary, shapeEventSummary } from "./shape.ts";
import { eventSummarySql } from "./sql.ts";

export const eventSummary: Analysis<EventSummaryParams, EventSummaryPlan, EventSummary> = {
  name: "event-summary",
  params: eventSummaryParams,
  plan: planEventSummary,
  sql: eventSummarySql,
  shape: shapeEventSummary,
};
