import type { Event, EventDraft, RequestContext } from "../event/event.ts";
import type { PrivacyPolicy } from "../event/privacy-policy.ts";
import { cleanProperties } from "./clean-properties.ts";
import { cleanText } from "./clean-text.ts";
import type { Work } from "./step.ts";

/** How addresses of IPv4 clients look on a socket that listens on IPv6. */
const mappedIpv4Prefix = "::ffff:";

/** The event with what needs no thought: fields the sender stated as they are, all others not known yet. */
export function startWork(
  draft: EventDraft,
  context: RequestContext,
  policy: PrivacyPolicy,
  propertyDepthMax: number,
): Work {
  const ip = draft.ip || context.ip;
  const relayed = ip !== context.ip;
  return {
    event: startEvent(draft, context, propertyDepthMax),
    draft,
    policy,
    context,
    ip: ip.startsWith(mappedIpv4Prefix) ? ip.slice(mappedIpv4Prefix.length) : ip,
    userAgent: userAgentOf(draft, context, relayed),
    relayed,
    resendable: false,
    anonymous: false,
    pageQuery: "",
    pageHost: "",
    clickId: undefined,
  };
}

/** A relayed event without a user agent has none: the request's belongs to the relaying server. */
function userAgentOf(draft: EventDraft, context: RequestContext, relayed: boolean): string {
  const userAgent = draft.user_agent || (relayed ? "" : context.user_agent);
  // Access logs write a dash for an absent header.
  return userAgent === "-" ? "" : userAgent;
}

function startEvent(draft: EventDraft, context: RequestContext, propertyDepthMax: number): Event {
  return {
    project_id: context.project_id,
    event_id: "",
    name: cleanText(draft.name),
    time: context.received_at,
    received_at: context.received_at,
    user_id: "",
    anonymous_id: "",
    visitor_id: "",
    session_id: "",
    url: "",
    path: "",
    title: "",
    referrer: "",
    referrer_domain: "",
    channel: "",
    utm_source: "",
    utm_medium: "",
    utm_campaign: "",
    utm_term: "",
    utm_content: "",
    device_type: "",
    os: "",
    os_version: "",
    browser: "",
    browser_version: "",
    is_bot: false,
    bot_name: "",
    country: "",
    region: "",
    city: "",
    value: Number.isFinite(draft.value) ? draft.value! : null,
    currency: draft.currency === undefined ? "" : cleanText(draft.currency).toUpperCase(),
    source: context.source,
    ip_hash: "",
    sample_factor: 1,
    properties: cleanProperties(draft.properties, propertyDepthMax),
  };
}
