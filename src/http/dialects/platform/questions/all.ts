import type { Question } from "../question.ts";
import { abTestQuestion, abTestVisitorsQuestion } from "./ab-test.ts";
import { activeUsersQuestion } from "./active-users.ts";
import { breakdownQuestion } from "./breakdown.ts";
import { funnelQuestion, funnelVisitorsQuestion } from "./funnel.ts";
import { lifecycleQuestion } from "./lifecycle.ts";
import { eventsQuestion, sessionsQuestion } from "./lists.ts";
import { overviewQuestion, realtimeQuestion } from "./overview.ts";
import { pathsQuestion } from "./paths.ts";
import { retentionQuestion, retentionVisitorsQuestion } from "./retention.ts";
import { timeSeriesQuestion } from "./time-series.ts";

/** Every question of the native API: the types of `POST /api/v1/query`. A new one is added here. */
export const questions: readonly Question[] = [
  overviewQuestion,
  realtimeQuestion,
  timeSeriesQuestion,
  breakdownQuestion,
  activeUsersQuestion,
  lifecycleQuestion,
  pathsQuestion,
  funnelQuestion,
  funnelVisitorsQuestion,
  retentionQuestion,
  retentionVisitorsQuestion,
  abTestQuestion,
  abTestVisitorsQuestion,
  eventsQuestion,
  sessionsQuestion,
];
