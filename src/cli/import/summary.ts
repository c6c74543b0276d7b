import type { ImportTally, Outcome } from "./tally.ts";

export interface ImportEnd {
  readonly tally: ImportTally;
  /** Null when the loader did not say in time what became of the accepted events. */
  readonly outcome: Outcome | null;
  readonly durationMs: number;
  /** Why it ended before the end of the file; undefined when it did not. */
  readonly problem: string | undefined;
}

/** The end of an import, for people: every line read is in exactly one of the numbers. */
export function summaryLines(end: ImportEnd): string[] {
  const { tally, outcome, durationMs, problem } = end;
  return [
    ...(problem === undefined
      ? []
      : [`stopped: ${problem}`, "Import the same file again to go on; nothing is stored twice."]),
    row("read", tally.read),
    ...(outcome === null
      ? [row("accepted", tally.accepted, "safe in the log, not loaded yet"), row("duplicate", tally.known)]
      : [row("stored", outcome.stored), row("duplicate", outcome.duplicate)]),
    ...rejectedRows(tally, outcome),
    ...(tally.filtered === 0 ? [] : [row("filtered", tally.filtered)]),
    ...(tally.skipped === 0 ? [] : [row("skipped", tally.skipped, "no pages (--pages-only)")]),
    `${"duration".padEnd(nameChars)} ${(durationMs / 1_000).toFixed(1)} s, ${count(perSecond(tally.read, durationMs))} events/s`,
    ...(outcome === null || outcome.isCertain ? [] : [othersNote]),
  ];
}

export function rejectedCount(tally: ImportTally, outcome: Outcome | null): number {
  return tally.rejected().reduce((sum, lines) => sum + lines.count, outcome?.refused ?? 0);
}

export function count(number: number): string {
  return number.toLocaleString("en");
}

export function perSecond(events: number, durationMs: number): number {
  return Math.round((events / Math.max(1, durationMs)) * 1_000);
}

const othersNote =
  "Other events came into the project meanwhile; stored and duplicate may be off by their duplicates, the sum is not.";

function rejectedRows(tally: ImportTally, outcome: Outcome | null): string[] {
  const lines = tally.rejected().map(({ reason, count: lineCount, firstLines }) => {
    const at = firstLines.map((line) => String(line)).join(", ");
    const isOne = lineCount === 1;
    return `  ${reason}: ${count(lineCount)} (line${isOne ? "" : "s"} ${at}${lineCount > firstLines.length ? ", …" : ""})`;
  });
  const refused = outcome?.refused ?? 0;
  if (refused > 0)
    lines.push(`  refused_by_store: ${count(refused)} (see the dead letters: tidemark doctor)`);
  return [row("rejected", rejectedCount(tally, outcome)), ...lines];
}

const nameChars = 9;

function row(name: string, number: number, note = ""): string {
  return `${name.padEnd(nameChars)} ${count(number)}${note === "" ? "" : ` (${note})`}`;
}
