import type { Analysis } from "../analysis.ts";
import { type EventPropertiesParams, eventPropertiesParams } from "./params.ts";
import { type EventPropertiesPlan, planEventProperties } from "./plan.ts";
import { type KnownProperty, shapeEventProperties } from "./shape.ts";
import { eventPropertiesSql } from "./sql.ts";

export const eventProperties: Analysis<EventPropertiesParams, EventPropertiesPlan, KnownProperty[]> = {
  name: "event-properties",
  params: eventPropertiesParams,
  plan: planEventProperties,
  sql: eventPropertiesSql,
  shape: shapeEventProperties,
};
