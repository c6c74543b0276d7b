import type { EventPropertiesParams } from "./params.ts";

export type EventPropertiesPlan = EventPropertiesParams;

export function planEventProperties(params: EventPropertiesParams): EventPropertiesPlan {
  return params;
}
