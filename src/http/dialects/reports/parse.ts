import { z } from "zod";
import * as field from "../../../event/schema.ts";
import { requireOneOf } from "../../required.ts";

/** One event of `POST /api/analytics/ingest`; the session id travels in the payload, as the brief shows. */
export const reportsEventBody = z.object({
  ts: z.union([z.number(), z.string()]),
  user_id: field.requiredId,
  type: field.eventName,
  src: field.optionalText,
  event_id: field.optionalId,
  consent: field.optionalConsent,
  payload: field.properties,
});

const parseObject = field.draftParser({
  schema: reportsEventBody,
  time: "ts",
  properties: "payload",
  toDraft: (raw, time, payload) => {
    const session = payload["session_id"];
    const src = field.text(raw.src);
    return {
      name: raw.type,
      event_id: field.text(raw.event_id),
      time,
      user_id: raw.user_id,
      consent: raw.consent ?? undefined,
      session_id: typeof session === "string" ? field.text(session) : undefined,
      properties: src === undefined ? payload : { [srcProperty]: src, ...payload },
    };
  },
});

export const parseReportsEvent = requireOneOf(["ts"], parseObject);

/** The sending application is kept as a property, unless the payload has one of that name. */
export const srcProperty = "src";
