import type { EventExportParams } from "./params.ts";

export type EventExportPlan = EventExportParams;

export function planEventExport(params: EventExportParams): EventExportPlan {
  return params;
}
