import type { Analysis } from "../analysis.ts";
import { type EventExportParams, eventExportParams } from "./params.ts";
import { type EventExportPlan, planEventExport } from "./plan.ts";
import { type ExportPage, shapeEventExport } from "./shape.ts";
import { eventExportSql } from "./sql.ts";

export const eventExport: Analysis<EventExportParams, EventExportPlan, ExportPage> = {
  name: "event-export",
  params: eventExportParams,
  plan: planEventExport,
  sql: eventExportSql,
  shape: shapeEventExport,
};
