import { describe, expect, test } from "bun:test";
import { CounterTally, Counters } from "./counters.ts";

const stored = { project_id: "p", verdict: "stored", reason: "", count: 3 } as const;
const rejected = { project_id: "p", verdict: "rejected", reason: "too_long", count: 2 } as const;

describe("counters", () => {
  test("add up by project, verdict and reason, and name the lines that changed with their new totals", () => {
    const counters = new Counters();
    expect(counters.add([stored, rejected])).toEqual([stored, rejected]);
    const others = [
      { ...stored, project_id: "q" },
      { ...rejected, reason: "too_deep" },
      { ...stored, verdict: "duplicate" as const },
    ];
    expect(counters.add(others)).toEqual(others);
    expect(counters.add([stored])).toEqual([{ ...stored, count: 6 }]);
    expect(counters.all()).toEqual([{ ...stored, count: 6 }, rejected, ...others]);
  });

  test("take one away again, as a refused row does, also in the batch that counted it", () => {
    const counters = new Counters();
    expect(counters.add([stored, { ...stored, count: -1 }])).toEqual([{ ...stored, count: 2 }]);
    expect(counters.all()).toEqual([{ ...stored, count: 2 }]);
  });

  test("of projects whose ids look like one another's keys stay apart", () => {
    const counters = new Counters();
    counters.add([
      { ...stored, project_id: 'p","stored' },
      { ...stored, project_id: "p stored" },
      { ...stored, project_id: "__proto__" },
    ]);
    expect(counters.all().map((line) => line.count)).toEqual([3, 3, 3]);
  });
});

describe("a tally", () => {
  test("sums up a batch, without lines of zero", () => {
    const tally = new CounterTally();
    tally.count("p", "stored", "", 1);
    tally.count("p", "stored", "", 1);
    tally.count("q", "filtered", "do_not_track", 5);
    tally.count("p", "rejected", "too_long", 0);
    tally.count("a b", "duplicate", "", 1);
    expect(tally.deltas()).toEqual([
      { project_id: "p", verdict: "stored", reason: "", count: 2 },
      { project_id: "q", verdict: "filtered", reason: "do_not_track", count: 5 },
      { project_id: "a b", verdict: "duplicate", reason: "", count: 1 },
    ]);
  });
});
