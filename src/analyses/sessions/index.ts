import type { Analysis } from "../analysis.ts";
import { type SessionsParams, sessionsParams } from "./params.ts";
import { type SessionsPlan, planSessions } from "./plan.ts";
import { type SessionPage, shapeSessions } from "./shape.ts";
import { sessionsSql } from "./sql.ts";

export const sessions: Analysis<SessionsParams, SessionsPlan, SessionPage> = {
  name: "sessions",
  params: sessionsParams,
  plan: planSessions,
  sql: sessionsSql,
  shape: shapeSessions,
};
