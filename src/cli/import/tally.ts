import type { BatchAnswer, IngestionState } from "./import-client.ts";

/** A reason for which lines were rejected, and where the first of them are. */
export interface RejectedLines {
  readonly reason: string;
  readonly count: number;
  readonly firstLines: readonly number[];
}

/** Counts what becomes of the lines of one import. */
export class ImportTally {
  read = 0;
  skipped = 0;
  accepted = 0;
  /** Not sent to the log, because the store holds them. */
  known = 0;
  filtered = 0;
  wasResent = false;
  readonly #rejected = new Map<string, { count: number; firstLines: number[] }>();

  reject(reason: string, line: number): void {
    let lines = this.#rejected.get(reason);
    if (lines === undefined) this.#rejected.set(reason, (lines = { count: 0, firstLines: [] }));
    lines.count++;
    // Lanes answer out of order, so a later answer may be about an earlier line.
    if (lines.firstLines.length === firstLinesMax && line > lines.firstLines.at(-1)!) return;
    lines.firstLines = [...lines.firstLines, line].sort((a, b) => a - b).slice(0, firstLinesMax);
  }

  answered(answer: BatchAnswer, lines: readonly number[]): void {
    this.accepted += answer.accepted;
    this.known += answer.duplicate;
    this.filtered += answer.filtered;
    this.wasResent ||= answer.wasResent;
    for (const { index, code, field } of answer.rejected) {
      this.reject(field === null ? code : `${code} ${field}`, lines[index] ?? 0);
    }
  }

  /** The most frequent first. */
  rejected(): RejectedLines[] {
    const all = [...this.#rejected].map(([reason, lines]) => ({ reason, ...lines }));
    return all.toSorted((a, b) => b.count - a.count);
  }
}

const firstLinesMax = 3;

/** What became of the events that the server took. */
export interface Outcome {
  readonly stored: number;
  readonly duplicate: number;
  /** Rows that the store refused for good, of this import or of others in the meantime. */
  readonly refused: number;
  /** Whether the numbers are this import's for certain. */
  readonly isCertain: boolean;
}

/**
 * The loader counts by project, not by import, so what others send meanwhile is in its numbers. Our own
 * accepted events bound them: without others, stored + duplicate + refused is what we had accepted.
 *
 * What was accepted and is no duplicate is stored; others' duplicates are taken for ours. After a
 * resend that does not hold, since the same event may have been accepted twice; then the count of the
 * stored is believed, bounded by what was sent.
 */
export function outcomeOf(tally: ImportTally, before: IngestionState, after: IngestionState): Outcome {
  const storedByAll = after.stored - before.stored;
  const duplicateOfAll = after.duplicate - before.duplicate;
  const refusedOfAll = refusedByStore(after) - refusedByStore(before);
  const sent = tally.accepted + tally.known;
  const refused = clamp(refusedOfAll, 0, tally.accepted);
  const stored = tally.wasResent
    ? clamp(storedByAll, 0, sent - refused)
    : clamp(tally.accepted - duplicateOfAll - refused, 0, Math.min(tally.accepted, storedByAll));
  const isCertain = tally.wasResent
    ? storedByAll <= sent
    : storedByAll + duplicateOfAll + refusedOfAll === tally.accepted;
  return { stored, duplicate: sent - stored - refused, refused, isCertain };
}

function refusedByStore(state: IngestionState): number {
  return state.rejected["refused_by_store"] ?? 0;
}

function clamp(value: number, from: number, to: number): number {
  return Math.max(from, Math.min(value, to));
}
