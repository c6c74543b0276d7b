import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";
import type { EventListCursor } from "./params.ts";
import type { EventListPlan } from "./plan.ts";

/** An event as lists show it; the columns are those of `sql.ts`. */
export interface ListedEvent {
  readonly event_id: string;
  readonly name: string;
  readonly time: number;
  readonly received_at: number;
  readonly user_id: string;
  readonly anonymous_id: string;
  readonly visitor_id: string;
  readonly session_id: string;
  readonly url: string;
  readonly path: string;
  readonly title: string;
  readonly referrer: string;
  readonly referrer_domain: string;
  readonly channel: string;
  readonly device_type: string;
  readonly os: string;
  readonly os_version: string;
  readonly browser: string;
  readonly browser_version: string;
  readonly is_bot: boolean;
  readonly bot_name: string;
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly value: number | null;
  readonly currency: string;
  readonly source: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** For how many events it stands, where the project is sampled. */
  readonly sample_factor?: number;
}

export interface EventList {
  readonly events: readonly ListedEvent[];
  /** Where the next page goes on; null on the last one. */
  readonly next: EventListCursor | null;
}

export function shapeEventList(rows: StatementRows, { limit }: EventListPlan): EventList {
  const found = rows["events"] ?? [];
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    events: shown.map(({ seq: _, ...event }) => event as unknown as ListedEvent),
    next: last === undefined ? null : { time: number(last, "time"), seq: number(last, "seq") },
  };
}
