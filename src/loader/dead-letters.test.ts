import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BatchRows, LoadBatch } from "./batch.ts";
import { DeadLetters } from "./dead-letters.ts";

let folder: string;
let letters: DeadLetters;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "tidemark-dead-")), "dead-letters");
  letters = new DeadLetters(folder);
});

afterEach(() => {
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

describe("dead letters", () => {
  test("keep each refused row as it was, with its project and the store's words", () => {
    const batch = batchOf(7, ['{"a":"first"}', '{"b":"é😀 \\n"}', '{"c":"last"}']);
    letters.write(batch, [
      { index: 0, error: "too\nold" },
      { index: 1, error: "é" },
      { index: 2, error: '"' },
    ]);
    expect(readdirSync(folder)).toEqual(["batch-7.ndjson"]);
    expect(readLines("batch-7.ndjson")).toEqual([
      { project_id: "p0", error: "too\nold", row: '{"a":"first"}' },
      { project_id: "p1", error: "é", row: '{"b":"é😀 \\n"}' },
      { project_id: "p2", error: '"', row: '{"c":"last"}' },
    ]);
  });

  test("of a batch that is loaded again after a crash take the place of the first ones", () => {
    const batch = batchOf(7, ["{1}", "{2}"]);
    letters.write(batch, [{ index: 0, error: "x" }]);
    writeFileSync(join(folder, "batch-7.ndjson.tmp"), "torn");
    letters.write(batch, [{ index: 1, error: "y" }]);
    expect(readdirSync(folder)).toEqual(["batch-7.ndjson"]);
    expect(readLines("batch-7.ndjson")).toEqual([{ project_id: "p1", error: "y", row: "{2}" }]);
  });

  test("are written whole when they are many", () => {
    const rows = Array.from({ length: 300 }, (_, index) => `{"n":${index},"text":"${"é".repeat(5_000)}"}`);
    letters.write(
      batchOf(1, rows),
      rows.map((_, index) => ({ index, error: "no" })),
    );
    const lines = readLines("batch-1.ndjson");
    expect(lines).toHaveLength(300);
    expect(lines.at(-1)!.row).toBe(rows.at(-1)!);
  });

  test("are nobody else's to read", () => {
    letters.write(batchOf(1, ["{}"]), [{ index: 0, error: "no" }]);
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, "batch-1.ndjson")).mode & 0o077).toBe(0);
  });

  test("are summed up with the error of the latest batch", () => {
    expect(letters.summary()).toEqual({ rows: 0, latestError: "" });
    for (const batch of [9, 10, 100, 8]) {
      letters.write(batchOf(batch, ["{1}", "{2}"]), [
        { index: 0, error: `first of ${batch}` },
        { index: 1, error: `last of ${batch}` },
      ]);
    }
    expect(letters.summary()).toEqual({ rows: 8, latestError: "last of 100" });
  });
});

function batchOf(batch: number, list: readonly string[]): LoadBatch {
  const encoded = list.map((row) => Buffer.from(`${row}\n`));
  const ends = new Float64Array(list.length);
  let end = 0;
  for (const [index, row] of encoded.entries()) {
    end += row.byteLength;
    ends[index] = end;
  }
  const rows: BatchRows = {
    bytes: Buffer.concat(encoded),
    ends,
    projects: list.map((_, index) => `p${index}`),
  };
  const nothing = new Uint8Array(0);
  const rest = {
    from: 0,
    to: 1,
    seq: 0,
    nextSeq: 0,
    counts: [],
    fingerprints: nothing,
    spans: nothing,
    receivedTo: 0,
  };
  return { ...rest, batch, rows };
}

function readLines(name: string): { project_id: string; error: string; row: string }[] {
  const lines = readFileSync(join(folder, name), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as { project_id: string; error: string; row: string });
}
