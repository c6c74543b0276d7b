import type { Analysis } from "../analysis.ts";
import { type EventNamesParams, eventNamesParams } from "./params.ts";
import { type EventNamesPlan, planEventNames } from "./plan.ts";
import { type KnownName, shapeEventNames } from "./shape.ts";
import { eventNamesSql } from "./sql.ts";

export const eventNames: Analysis<EventNamesParams, EventNamesPlan, KnownName[]> = {
  name: "event-names",
  params: eventNamesParams,
  plan: planEventNames,
  sql: eventNamesSql,
  shape: shapeEventNames,
};
