import type { Analysis } from "../analysis.ts";
import { type TimeSeriesParams, timeSeriesParams } from "./params.ts";
import { type TimeSeriesPlan, planTimeSeries } from "./plan.ts";
import { type TimeSeries, shapeTimeSeries } from "./shape.ts";
import { timeSeriesSql } from "./sql.ts";

export const timeSeries: Analysis<TimeSeriesParams, TimeSeriesPlan, TimeSeries> = {
  name: "time-series",
  params: timeSeriesParams,
  plan: planTimeSeries,
  sql: timeSeriesSql,
  shape: shapeTimeSeries,
};
