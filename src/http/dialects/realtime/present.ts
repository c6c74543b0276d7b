import { z } from "zod";
import type { ListedEvent } from "../../../analyses/event-list/shape.ts";
import { epochMsSchema } from "../../answers.ts";

export const eventAnswer = z.object({
  id: z.string(),
  type: z.string(),
  userId: z.string().nullable(),
  sessionId: z.string(),
  timestamp: epochMsSchema,
  properties: z.record(z.string(), z.unknown()),
});

export function presentEvent(event: ListedEvent): z.infer<typeof eventAnswer> {
  return {
    id: event.event_id,
    type: event.name,
    userId: event.user_id === "" ? null : event.user_id,
    sessionId: event.session_id,
    timestamp: event.time,
    properties: event.properties,
  };
}
