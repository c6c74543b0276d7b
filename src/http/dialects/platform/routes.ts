import type { Operation } from "../../operation.ts";
import { generalQuery } from "./general-query.ts";
import { importEvents } from "./import.ts";
import { ingest } from "./ingest.ts";
import { ingestion } from "./ingestion.ts";
import { metrics } from "./metrics.ts";
import { questions } from "./questions/all.ts";
import { summary } from "./summary.ts";

/** The native API: everything Tidemark can do is here. */
export const platformOperations: readonly Operation[] = [
  ingest,
  importEvents,
  ingestion,
  summary,
  metrics,
  generalQuery,
  ...questions.map((question) => question.operation),
];
