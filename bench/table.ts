import { type Measurement, isWithinBudget, median, quantile } from "./measurement.ts";

/** The measurements as a table for people: budget, measured, verdict. */
export function renderMeasurements(measurements: readonly Measurement[]): string {
  const rows = measurements.map((one) => [
    one.what,
    one.budget === undefined ? "" : `${one.budget.bound} ${figure(one.budget.value, one.unit)}`,
    figure(median(one.runs), one.unit),
    verdict(one),
    spread(one.runs),
  ]);
  return renderTable(["", "budget", "median", "", "runs"], rows);
}

/** Each run, or of many the quartiles. */
function spread(runs: readonly number[]): string {
  const shown = (value: number) => figure(value, "");
  if (runs.length > shownRunsMax)
    return `${runs.length}, half of them ${shown(quantile(runs, 0.25))} to ${shown(quantile(runs, 0.75))}`;
  return runs.length > 1 ? runs.map(shown).join(", ") : "";
}

const shownRunsMax = 7;

export function renderTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(heads), rule, ...rows.map(line)].join("\n");
}

function verdict(measurement: Measurement): string {
  const isGood = isWithinBudget(measurement);
  if (isGood === undefined) return "";
  return isGood ? "ok" : "missed";
}

/** Three significant digits or whole numbers, whichever says more; a dash where nothing was measured. */
function figure(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "" ? text : `${text} ${unit}`;
}
