import { z } from "zod";
import * as field from "../../../event/schema.ts";

/** `POST /ingest-event`: one event of a site, with the defaults that the engine brief states. */
export const ingestEventBody = z.object({
  site_id: field.requiredId,
  event_type: field.eventName,
  path: field.optionalText,
  user_id: field.optionalId,
  session_id: field.optionalId,
  event_id: field.optionalId,
  timestamp: field.optionalTime,
  consent: field.optionalConsent,
  properties: field.properties,
});

export const parseIngestEvent = field.draftParser({
  schema: ingestEventBody,
  time: "timestamp",
  properties: "properties",
  toDraft: (raw, time, properties) => ({
    name: raw.event_type,
    event_id: field.text(raw.event_id),
    time,
    user_id: field.text(raw.user_id) ?? "anonymous",
    session_id: field.text(raw.session_id),
    consent: raw.consent ?? undefined,
    path: field.text(raw.path) ?? "/",
    properties: { ...properties, [siteProperty]: raw.site_id },
  }),
});

/** Sites are a property of the event: the engine's one public door needs no project per site. */
export const siteProperty = "site_id";
