import type { EpochMs } from "../../kernel/clock.ts";
import type { Row } from "../analysis.ts";

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

export function shapeEventExport(row: Row): ExportedEvent {
  return row as unknown as ExportedEvent;
}
