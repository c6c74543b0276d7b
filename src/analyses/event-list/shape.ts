import type { StatementRows } from "../analysis.ts";

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
}

export function shapeEventList(rows: StatementRows): ListedEvent[] {
  return (rows["events"] ?? []) as unknown as ListedEvent[];
}
