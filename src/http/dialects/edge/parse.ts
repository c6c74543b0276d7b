import { z } from "zod";
import type { Properties, EventDraft } from "../../../event/event.ts";
import * as field from "../../../event/schema.ts";

/** `POST /collect`: one event as the edge brief's tracker sends it. */
export const collectBody = z.object({
  type: field.eventName,
  sessionId: field.optionalId,
  userId: field.optionalId,
  anonymousId: field.optionalId,
  eventId: field.optionalId,
  timestamp: field.optionalTime,
  consent: field.optionalConsent,
  properties: field.properties,
});

const parseObject = field.draftParser({
  schema: collectBody,
  time: "timestamp",
  properties: "properties",
  toDraft: (raw, time, properties): EventDraft => ({
    name: raw.type,
    event_id: field.text(raw.eventId),
    time,
    user_id: field.text(raw.userId),
    anonymous_id: field.text(raw.anonymousId),
    session_id: field.text(raw.sessionId),
    consent: raw.consent ?? undefined,
    properties,
  }),
});

/** The brief's tag-manager example sends its data layer, an array, as the properties. */
export const parseCollect: field.DraftParser = (raw) => {
  if (typeof raw !== "object" || raw === null || !("properties" in raw)) return parseObject(raw);
  const given = raw.properties;
  return parseObject(
    Array.isArray(given) ? { ...raw, properties: { items: given } satisfies Properties } : raw,
  );
};
