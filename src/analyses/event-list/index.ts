import type { Analysis } from "../analysis.ts";
import { type EventListParams, eventListParams } from "./params.ts";
import { type EventListPlan, planEventList } from "./plan.ts";
import { type EventList, shapeEventList } from "./shape.ts";
import { eventListSql } from "./sql.ts";

export const eventList: Analysis<EventListParams, EventListPlan, EventList> = {
  name: "event-list",
  params: eventListParams,
  plan: planEventList,
  sql: eventListSql,
  shape: shapeEventList,
};
