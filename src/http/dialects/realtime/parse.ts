import { z } from "zod";
import * as field from "../../../event/schema.ts";

/** One event of `POST /events` and `POST /events/batch`. */
export const eventBody = z.object({
  type: field.eventName,
  id: field.optionalId,
  userId: field.optionalId,
  sessionId: field.optionalId,
  timestamp: field.optionalTime,
  consent: field.optionalConsent,
  properties: field.properties,
});

export const parseEvent = field.draftParser({
  schema: eventBody,
  time: "timestamp",
  properties: "properties",
  toDraft: (raw, time, properties) => ({
    name: raw.type,
    event_id: field.text(raw.id),
    time,
    user_id: field.text(raw.userId),
    session_id: field.text(raw.sessionId),
    consent: raw.consent ?? undefined,
    properties,
  }),
});
