import { eventSummary } from "../../../analyses/event-summary/index.ts";
import { withBound } from "../../bound.ts";
import { failed } from "../../failed.ts";
import { operation } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { presentSummary, summaryAnswer } from "./present.ts";
import { summaryParams, summaryQuery } from "./queries.ts";
import { segmentOf } from "./saved-segment.ts";

export const summary = operation({
  method: "GET",
  paths: ["/api/v1/events/summary"],
  dialect: "platform",
  scope: "read",
  summary: "How many events of which names",
  query: summaryParams,
  errors: ["not_found"],
  answer: { status: 200, description: "Totals, and the names with the most events.", schema: summaryAnswer },
  examples: [
    { name: "all time" },
    { name: "a month", query: { startDate: "2024-01-01", endDate: "2024-01-31" } },
  ],
  handle: async (call, { query }) => {
    const segment = await segmentOf(call, query.segment);
    if (!segment.ok) return failed(call, segment.error);
    const asked = summaryQuery(query, segment.value);
    const answer = await call.services.analytics.runBounded(eventSummary, asked, scopeOf(call));
    return answer.ok ? Response.json(withBound(answer.value, presentSummary)) : failed(call, answer.error);
  },
});
