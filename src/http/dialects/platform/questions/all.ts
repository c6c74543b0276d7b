import type { Question } from "../question.ts";
import { activeUsersQuestion } from "./active-users.ts";
import { breakdownQuestion } from "./breakdown.ts";
import { timeSeriesQuestion } from "./time-series.ts";

/** Every question of the native API: the types of `POST /api/v1/query`. A new one is added here. */
export const questions: readonly Question[] = [timeSeriesQuestion, breakdownQuestion, activeUsersQuestion];
