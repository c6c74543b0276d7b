import type { StreamedAnalysis } from "../analysis.ts";
import { type EventExportParams, eventExportParams } from "./params.ts";
import { type EventExportPlan, planEventExport } from "./plan.ts";
import { type ExportedEvent, shapeEventExport } from "./shape.ts";
import { eventExportSql } from "./sql.ts";

export const eventExport: StreamedAnalysis<EventExportParams, EventExportPlan, ExportedEvent> = {
  name: "event-export",
  params: eventExportParams,
  plan: planEventExport,
  sql: eventExportSql,
  shape: shapeEventExport,
};
