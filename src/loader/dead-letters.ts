import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { LoadBatch } from "./batch.ts";
import { writeDurably } from "./durable-file.ts";
import type { RefusedRow } from "./insert.ts";

/** One refused row: its project, the store's words, and the row's JSON text. */
export interface DeadLetter {
  readonly project_id: string;
  readonly error: string;
  readonly row: string;
}

/**
 * Rows that the store refused, kept with the store's words in one NDJSON file a batch. Named by the
 * batch, so that a batch loaded again after a crash writes the same file again.
 */
export class DeadLetters {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Durable when this returns, so that the batch may be committed. */
  write(batch: LoadBatch, refused: readonly RefusedRow[]): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const lines = refused.map(({ index, error }) => {
      const { bytes, ends, projects } = batch.rows;
      const row = decoder.decode(bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index])).trimEnd();
      return `${JSON.stringify({ project_id: projects[index], error, row })}\n`;
    });
    writeDurably(join(this.folder, `batch-${batch.batch}.ndjson`), [encoder.encode(lines.join(""))]);
  }

  /** How many rows lie there, and the latest error, for people. */
  summary(): { rows: number; latestError: string } {
    const summary = { rows: 0, latestError: "" };
    for (const name of this.#files()) {
      const lines = this.#lines(name);
      summary.rows += lines.length;
      const last = lines.at(-1);
      if (last !== undefined) summary.latestError = (JSON.parse(last) as { error: string }).error;
    }
    return summary;
  }

  /** The lines whose letter matches, as they lie in the files. */
  *matching(matches: (letter: DeadLetter) => boolean): Generator<string> {
    for (const name of this.#files()) {
      for (const line of this.#lines(name)) if (matches(JSON.parse(line) as DeadLetter)) yield line;
    }
  }

  /** Writes the files anew without the letters that match, and answers how many those were. Between batches only. */
  remove(matches: (letter: DeadLetter) => boolean): number {
    let removed = 0;
    for (const name of this.#files()) {
      const lines = this.#lines(name);
      const kept = lines.filter((line) => !matches(JSON.parse(line) as DeadLetter));
      if (kept.length === lines.length) continue;
      removed += lines.length - kept.length;
      const file = join(this.folder, name);
      if (kept.length === 0) rmSync(file);
      else writeDurably(file, [encoder.encode(kept.map((line) => `${line}\n`).join(""))]);
    }
    return removed;
  }

  #lines(name: string): string[] {
    return readFileSync(join(this.folder, name), "utf8").split("\n").filter(Boolean);
  }

  /** In the order of the batches. */
  #files(): string[] {
    try {
      const names = readdirSync(this.folder).filter((name) => name.endsWith(".ndjson"));
      return names.toSorted((a, b) => batchNumber(a) - batchNumber(b));
    } catch {
      return [];
    }
  }
}

function batchNumber(file: string): number {
  return Number(/\d+/.exec(file)?.[0] ?? 0);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
