import type { EventNamesParams } from "./params.ts";

export type EventNamesPlan = EventNamesParams;

export function planEventNames(params: EventNamesParams): EventNamesPlan {
  return params;
}
