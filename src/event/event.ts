import type { EpochMs } from "../kernel/clock.ts";
import type { EventId, ProjectId } from "../kernel/ids.ts";

/**
 * The canonical event, the same from intake to table: the names here are the names in SQL and in
 * the API. Text that is not known is the empty string; numbers that are not known are null.
 */
export interface Event {
  project_id: ProjectId;
  /** Unique within the project; what makes a resend recognisable. */
  event_id: EventId;
  name: string;
  /** When it happened, by the client's word. */
  time: EpochMs;
  /** When Tidemark received it. */
  received_at: EpochMs;
  user_id: string;
  anonymous_id: string;
  /** Whom the event counts for: user, else anonymous id, else client session, else a daily keyed hash. */
  visitor_id: string;
  /** The client's session id, if it sent one; the loader makes the final one. */
  session_id: string;
  url: string;
  path: string;
  title: string;
  referrer: string;
  referrer_domain: string;
  channel: string;
  utm_source: string;
  utm_medium: string;
  utm_campaign: string;
  utm_term: string;
  utm_content: string;
  device_type: DeviceType;
  os: string;
  os_version: string;
  browser: string;
  browser_version: string;
  is_bot: boolean;
  bot_name: string;
  /** ISO 3166-1 alpha-2, upper case. */
  country: string;
  region: string;
  city: string;
  value: number | null;
  /** ISO 4217, upper case. */
  currency: string;
  source: EventSource;
  /** Keyed hash of the IP address, or its network where the project says so; never the address itself. */
  ip_hash: string;
  /** The event stands for so many: it was kept because the project keeps one in so many visitors. */
  sample_factor: number;
  properties: Properties;
}

export type DeviceType = "desktop" | "mobile" | "tablet" | "bot" | "";

/** By which door the event came in. */
export type EventSource = "edge" | "engine" | "realtime" | "reports" | "platform" | "import";

export type Properties = Record<string, unknown>;

/**
 * What a dialect makes of one event in a request: the fields the client stated, nothing enriched.
 * The parser has checked types and lengths (`event/schema.ts`).
 */
export interface EventDraft {
  name: string;
  event_id?: EventId | undefined;
  time?: EpochMs | undefined;
  user_id?: string | undefined;
  anonymous_id?: string | undefined;
  session_id?: string | undefined;
  url?: string | undefined;
  path?: string | undefined;
  title?: string | undefined;
  referrer?: string | undefined;
  value?: number | undefined;
  currency?: string | undefined;
  /** Only for imports and server-side senders that speak for somebody else's browser. */
  user_agent?: string | undefined;
  ip?: string | undefined;
  /** The categories that the visitor has consented to. Never stored. */
  consent?: readonly string[] | undefined;
  properties: Properties;
}

/** What is known about the request that carried an event. */
export interface RequestContext {
  project_id: ProjectId;
  source: EventSource;
  received_at: EpochMs;
  ip: string;
  user_agent: string;
  /** From the CDN in front: country, region and city headers; empty where there are none. */
  country: string;
  region: string;
  city: string;
  /** `DNT: 1` or `Sec-GPC: 1` was sent. */
  do_not_track: boolean;
}

const pageViewNames: ReadonlySet<string> = new Set(["pageview", "page_view", "$pageview", "page"]);

/** The names that count as a page view, in every dialect. */
export const pageViewEventNames: readonly string[] = [...pageViewNames];

export function isPageView(name: string): boolean {
  return pageViewNames.has(name);
}
