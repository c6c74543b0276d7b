import type { ListedEvent } from "../../../analyses/event-list/shape.ts";

export function presentEvent(event: ListedEvent) {
  return {
    id: event.event_id,
    type: event.name,
    userId: event.user_id === "" ? null : event.user_id,
    sessionId: event.session_id,
    timestamp: event.time,
    properties: event.properties,
  };
}
