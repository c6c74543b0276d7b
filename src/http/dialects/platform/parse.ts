import { z } from "zod";
import * as field from "../../../event/schema.ts";
import { requireOneOf } from "../../required.ts";

/** ISO 4217, or absent. */
export const optionalCurrency = z
  .string()
  .regex(/^(?:[A-Za-z]{3})?$/, "must be three letters, as in ISO 4217")
  .nullish();

/** One event of `POST /api/v1/events`: the native form, with every field that a sender may state. */
export const platformEventBody = z.object({
  eventName: field.eventName,
  userId: field.optionalId,
  anonymousId: field.optionalId,
  sessionId: field.optionalId,
  eventId: field.optionalId,
  timestamp: field.optionalTime,
  pageUrl: field.optionalText,
  title: field.optionalText,
  referrer: field.optionalText,
  value: field.optionalNumber,
  currency: optionalCurrency,
  consent: field.optionalConsent,
  properties: field.properties,
});

const parseObject = field.draftParser({
  schema: platformEventBody,
  time: "timestamp",
  properties: "properties",
  toDraft: (raw, time, properties) => ({
    name: raw.eventName,
    event_id: field.text(raw.eventId),
    time,
    user_id: field.text(raw.userId),
    anonymous_id: field.text(raw.anonymousId),
    session_id: field.text(raw.sessionId),
    url: field.text(raw.pageUrl),
    title: field.text(raw.title),
    referrer: field.text(raw.referrer),
    value: raw.value ?? undefined,
    currency: field.text(raw.currency),
    consent: raw.consent ?? undefined,
    properties,
  }),
});

/** Somebody must have done it: a user, an anonymous visitor or at least a session. */
export const parsePlatformEvent = requireOneOf(["userId", "anonymousId", "sessionId"], parseObject);
