import { countCases } from "./cases-of-counts.ts";
import { visitorCases } from "./cases-of-visitors.ts";
import { Days, type QueryCase } from "./query-case.ts";

/** The questions of the bench, each with the plainest correct SQL for the same answer. */
export function queryCases(endMs: number): QueryCase[] {
  const days = new Days(endMs);
  return [...countCases(days), ...visitorCases(days)];
}
