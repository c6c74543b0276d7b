import type { EpochMs } from "../../kernel/clock.ts";
import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";
import type { EventExportParams } from "./params.ts";
import type { EventExportPlan } from "./plan.ts";

/** An event as files hold it; the columns are those of `sql.ts`. */
export interface ExportedEvent {
  readonly event_id: string;
  readonly time: EpochMs;
  readonly received_at: EpochMs;
  readonly user_id: string;
  readonly name: string;
  readonly source: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ExportPage {
  readonly events: readonly ExportedEvent[];
  /** Where the next page goes on; absent when this one was not full. */
  readonly next: EventExportParams["after"];
}

export function shapeEventExport(rows: StatementRows, { limit }: EventExportPlan): ExportPage {
  const events = rows["events"] ?? [];
  const last = events.at(-1);
  const isFull = events.length === limit && last !== undefined;
  return {
    events: events as unknown as ExportedEvent[],
    next: isFull ? { time: number(last, "time"), seq: number(last, "seq") } : undefined,
  };
}
