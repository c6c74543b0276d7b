import type { Analysis } from "../analysis.ts";
import { type KnownEventsParams, knownEventsParams } from "./params.ts";
import { type KnownEventsPlan, planKnownEvents } from "./plan.ts";
import { shapeKnownEvents } from "./shape.ts";
import { knownEventsSql } from "./sql.ts";

export const knownEvents: Analysis<KnownEventsParams, KnownEventsPlan, ReadonlySet<string>> = {
  name: "known-events",
  params: knownEventsParams,
  plan: planKnownEvents,
  sql: knownEventsSql,
  shape: shapeKnownEvents,
};
