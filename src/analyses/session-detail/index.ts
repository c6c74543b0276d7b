import type { Analysis } from "../analysis.ts";
import { type SessionDetailParams, sessionDetailParams } from "./params.ts";
import { type SessionDetailPlan, planSessionDetail } from "./plan.ts";
import { type SessionDetail, shapeSessionDetail } from "./shape.ts";
import { sessionDetailSql } from "./sql.ts";

export const sessionDetail: Analysis<SessionDetailParams, SessionDetailPlan, SessionDetail | null> = {
  name: "session-detail",
  params: sessionDetailParams,
  plan: planSessionDetail,
  sql: sessionDetailSql,
  shape: shapeSessionDetail,
};
