import type { EventSource, RequestContext } from "../event/event.ts";
import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { clientAddress } from "./client-address.ts";
import { readGeoHeaders } from "./geo-headers.ts";

export interface Sender {
  readonly project_id: ProjectId;
  readonly source: EventSource;
  readonly received_at: EpochMs;
  /** The peer's address as the socket says. */
  readonly address: string;
  readonly trustedProxyHops: number;
}

/** What a request's headers and socket say about its sender. */
export function requestContext(headers: Headers, sender: Sender): RequestContext {
  const geo = readGeoHeaders((name) => headers.get(name));
  return {
    project_id: sender.project_id,
    source: sender.source,
    received_at: sender.received_at,
    ip: clientAddress(headers, sender.address, sender.trustedProxyHops),
    user_agent: headers.get("user-agent") ?? "",
    country: geo.country,
    region: geo.region,
    city: geo.city,
    do_not_track: headers.get("dnt") === "1" || headers.get("sec-gpc") === "1",
  };
}
