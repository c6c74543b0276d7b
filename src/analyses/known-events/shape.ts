import type { StatementRows } from "../analysis.ts";
import { text } from "../rows.ts";

export function shapeKnownEvents(rows: StatementRows): ReadonlySet<string> {
  return new Set(Object.values(rows).flatMap((group) => group.map((row) => text(row, "event_id"))));
}
