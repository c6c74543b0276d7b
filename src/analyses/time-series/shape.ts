import type { EpochMs } from "../../kernel/clock.ts";
import { groupValue } from "../../query/group-key.ts";
import { type Metric, metricOfNothing } from "../../query/metric.ts";
import type { Row, StatementRows } from "../analysis.ts";
import { number, numbersOrNull, text } from "../rows.ts";
import type { SeriesRange, TimeSeriesPlan } from "./plan.ts";
import { othersKey } from "./sql.ts";

export interface SeriesPoint {
  /** Start of the bucket. */
  readonly start: EpochMs;
  /** One for each metric, in their order. */
  readonly values: readonly (number | null)[];
}

export interface Series {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Every bucket of the period, the empty ones as zero. */
  readonly points: readonly SeriesPoint[];
  /** The metrics over the whole period; visitors of several buckets count once. */
  readonly totals: readonly (number | null)[];
}

export interface SeriesGroup extends Series {
  /** Null for the events without the field, and for the others. */
  readonly value: string | null;
  readonly isOther: boolean;
}

export interface TimeSeries extends Series {
  readonly previous: Series | null;
  readonly groups: readonly SeriesGroup[] | null;
}

export function shapeTimeSeries(rows: StatementRows, plan: TimeSeriesPlan): TimeSeries {
  const { range, previous, metrics, breakdown } = plan;
  const own =
    breakdown === undefined
      ? { ...seriesOf(range, metrics, rows["buckets"], rows["totals"]?.[0]), groups: null }
      : brokenDown(plan, rows["groups"] ?? []);
  return {
    ...own,
    previous:
      previous === null
        ? null
        : seriesOf(previous, metrics, rows["previous_buckets"], rows["previous_totals"]?.[0]),
  };
}

function seriesOf(
  range: SeriesRange,
  metrics: readonly Metric[],
  rows: readonly Row[] = [],
  total?: Row,
): Series {
  const nothing = metrics.map(metricOfNothing);
  const buckets = rows.filter((row) => row["is_total"] !== 1);
  // Some statements have the total among their rows.
  const whole = total ?? rows.find((row) => row["is_total"] === 1);
  const values = new Map(buckets.map((row) => [number(row, "start"), numbersOrNull(row, "values")]));
  return {
    ...range.query.period,
    points: range.buckets.starts.map((start) => ({ start, values: values.get(start) ?? nothing })),
    totals: whole === undefined ? nothing : numbersOrNull(whole, "values"),
  };
}

/** Rows are of a bucket and a group; or of a bucket, of a group, or of all, where the flags say so. */
function brokenDown(plan: TimeSeriesPlan, rows: readonly Row[]): Omit<TimeSeries, "previous"> {
  const { range, metrics } = plan;
  const isOfAll = (row: Row) => number(row, "is_of_all") === 1;
  const byGroup = Map.groupBy(
    rows.filter((row) => !isOfAll(row)),
    (row) => text(row, "shown"),
  );
  const groups = [...byGroup].map(([key, own]) => ({
    value: key === othersKey ? null : groupValue(key),
    isOther: key === othersKey,
    ...seriesOf(range, metrics, own),
  }));
  return { ...seriesOf(range, metrics, rows.filter(isOfAll)), groups };
}
