import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { IngestionState } from "./import-client.ts";
import { rejectedCount, summaryLines } from "./summary.ts";
import { ImportTally, outcomeOf } from "./tally.ts";

const state = (stored: number, duplicate: number, refused = 0): IngestionState => ({
  stored,
  duplicate,
  rejected: refused === 0 ? {} : { refused_by_store: refused },
  isLoaded: true,
  seq: stored,
});

function tallyOf(
  given: Partial<Pick<ImportTally, "read" | "accepted" | "known" | "filtered" | "skipped" | "wasResent">>,
): ImportTally {
  return Object.assign(new ImportTally(), given);
}

describe("the outcome", () => {
  test("without other events is what the loader counted", () => {
    const tally = tallyOf({ accepted: 90, known: 10 });
    expect(outcomeOf(tally, state(5, 7), state(90, 10, 2))).toEqual({
      stored: 85,
      duplicate: 13,
      refused: 2,
      isCertain: true,
    });
  });

  test("with other new events in the meantime is still right, and says so", () => {
    const tally = tallyOf({ accepted: 90, known: 10 });
    expect(outcomeOf(tally, state(5, 7), state(1_090, 12))).toEqual({
      stored: 85,
      duplicate: 15,
      refused: 0,
      isCertain: false,
    });
  });

  test("after a resend believes what was stored: the same events were accepted twice", () => {
    // 100 events; the answer to their first acceptance was lost, and the loader took the second for duplicates.
    const resent = tallyOf({ accepted: 100, wasResent: true });
    expect(outcomeOf(resent, state(0, 0), state(100, 100))).toMatchObject({ stored: 100, duplicate: 0 });
    // Or they were in the store before the second attempt.
    const known = tallyOf({ known: 100, wasResent: true });
    expect(outcomeOf(known, state(0, 0), state(100, 0))).toMatchObject({ stored: 100, duplicate: 0 });
  });

  test("always adds up, whatever others do", () => {
    const number = fc.nat(200);
    const change = fc.record({ stored: number, duplicate: number, refused: number });
    fc.assert(
      fc.property(
        number,
        number,
        fc.boolean(),
        change,
        (accepted, known, wasResent, { stored, duplicate, refused }) => {
          const outcome = outcomeOf(
            tallyOf({ accepted, known, wasResent }),
            state(10, 10, 10),
            state(10 + stored, 10 + duplicate, 10 + refused),
          );
          expect(outcome.stored + outcome.duplicate + outcome.refused).toBe(accepted + known);
          expect(Math.min(outcome.stored, outcome.duplicate, outcome.refused)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe("rejected lines", () => {
  test("are counted by reason with the first of them, in whatever order they are heard of", () => {
    const tally = new ImportTally();
    for (const line of [9_001, 204, 17, 20_000]) tally.reject("invalid_field time", line);
    tally.answered(
      {
        accepted: 1,
        duplicate: 0,
        filtered: 0,
        wasResent: false,
        rejected: [{ index: 1, code: "too_long", field: "name" }],
      },
      [5, 6],
    );
    tally.answered(
      {
        accepted: 0,
        duplicate: 0,
        filtered: 0,
        wasResent: false,
        rejected: [{ index: 0, code: "invalid_field", field: null }],
      },
      [7],
    );
    expect(tally.rejected()).toEqual([
      { reason: "invalid_field time", count: 4, firstLines: [17, 204, 9_001] },
      { reason: "too_long name", count: 1, firstLines: [6] },
      { reason: "invalid_field", count: 1, firstLines: [7] },
    ]);
    expect(rejectedCount(tally, null)).toBe(6);
  });
});

describe("the summary", () => {
  test("names every number", () => {
    const tally = tallyOf({ read: 12_345, accepted: 12_000, known: 340, filtered: 1, skipped: 1 });
    for (const line of [17, 204, 9_001]) tally.reject("invalid_field time", line);
    const outcome = { stored: 11_990, duplicate: 350, refused: 0, isCertain: true };
    expect(summaryLines({ tally, outcome, durationMs: 2_000, problem: undefined })).toEqual([
      "read      12,345",
      "stored    11,990",
      "duplicate 350",
      "rejected  3",
      "  invalid_field time: 3 (lines 17, 204, 9001)",
      "filtered  1",
      "skipped   1 (no pages (--pages-only))",
      "duration  2.0 s, 6,173 events/s",
    ]);
  });

  test("says how to go on when it stopped, and what is not known", () => {
    const tally = tallyOf({ read: 10, accepted: 7, known: 2 });
    tally.reject("invalid_json", 4);
    expect(summaryLines({ tally, outcome: null, durationMs: 500, problem: "the disk is full" })).toEqual([
      "stopped: the disk is full",
      "Import the same file again to go on; nothing is stored twice.",
      "read      10",
      "accepted  7 (safe in the log, not loaded yet)",
      "duplicate 2",
      "rejected  1",
      "  invalid_json: 1 (line 4)",
      "duration  0.5 s, 20 events/s",
    ]);
  });

  test("names what the store refused, and doubts", () => {
    const outcome = { stored: 7, duplicate: 2, refused: 1, isCertain: false };
    const lines = summaryLines({
      tally: tallyOf({ read: 10, accepted: 10 }),
      outcome,
      durationMs: 1_000,
      problem: undefined,
    });
    expect(lines).toContain("rejected  1");
    expect(lines).toContain("  refused_by_store: 1 (see the dead letters: tidemark doctor)");
    expect(lines.at(-1)).toStartWith("Other events came into the project meanwhile");
  });
});
