import type { Analysis } from "../analysis.ts";
import { type ActiveUsersParams, activeUsersParams } from "./params.ts";
import { type ActiveUsersPlan, planActiveUsers } from "./plan.ts";
import { type ActiveUsers, shapeActiveUsers } from "./shape.ts";
import { activeUsersSql } from "./sql.ts";

export const activeUsers: Analysis<ActiveUsersParams, ActiveUsersPlan, ActiveUsers> = {
  name: "active-users",
  params: activeUsersParams,
  plan: planActiveUsers,
  sql: activeUsersSql,
  shape: shapeActiveUsers,
};
