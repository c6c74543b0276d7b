import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectError } from "../harness/expect-error.ts";
import { LocalServer } from "../harness/local-server.ts";

/*
 * A/B tests over HTTP, on a history worked out by hand. Four users are assigned: a1 and a2 to A, b1 and b2 to B, one
 * (both) to each of them, one (c) to C. a1 and b1 convert, for 10 and 30; b2 converts before it is assigned, which does
 * not count.
 */
let server: LocalServer;
const day = Date.UTC(2024, 0, 1, 12);

beforeAll(async () => {
  server = await LocalServer.start();
  const assigned = (userId: string, variant: string) => ({
    type: "experiment_assigned",
    userId,
    timestamp: day,
    properties: { variant },
  });
  const converted = (userId: string, atMs: number, revenue: number) => ({
    type: "conversion",
    userId,
    timestamp: day + atMs,
    properties: { revenue },
  });
  const sent = await server.post("/events/batch", [
    assigned("a1", "A"),
    assigned("a2", "A"),
    converted("b2", -1_000, 50),
    assigned("b1", "B"),
    assigned("b2", "B"),
    assigned("both", "A"),
    assigned("both", "B"),
    assigned("c", "C"),
    converted("a1", 1_000, 10),
    converted("b1", 3_600_000, 30),
  ]);
  expect(sent).toMatchObject({ status: 202, body: { ingested: 10 } });
  await server.load();
}, 60_000);

afterAll(() => server.stop());

const asked = async (path: string, body: unknown) => {
  const answer = await server.post(path, body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return answer.body as Record<string, unknown>;
};

/** The request as the document shows it. */
const documented = {
  name: "Button Color Test",
  eventType: "experiment_assigned",
  variantProperty: "variant",
  metricEvent: "conversion",
  metricProperty: "revenue",
  minimumSampleSize: 100,
};
const range = { startDate: "2024-01-01", endDate: "2024-01-31" };
const native = {
  ...range,
  assignment: { event: "experiment_assigned" },
  variantField: "variant",
  metric: { event: "conversion" },
};

describe("realtime", () => {
  test("POST /queries/abtest: the documented request, every field of the answer", async () => {
    const answer = await asked("/queries/abtest", { ...documented, allocation: { A: 1, B: 1 } });
    const interval = { low: expect.any(Number), high: expect.any(Number) };
    const variant = (name: string, mean: number) => ({
      variant: name,
      visitors: 2,
      converted: 1,
      conversionRate: 50,
      // Of Beta(2, 2), whose distribution function is 3x² − 2x³.
      credibleInterval: { low: 9.4299, high: 90.5701 },
      probabilityToBeBest: expect.closeTo(0.5, 6),
      // E|X − Y| / 2 of two Beta(2, 2): 9/70.
      expectedLoss: expect.closeTo(12.8571, 4),
      expectedShare: 50,
      value: { mean, standardDeviation: expect.closeTo(mean * Math.SQRT2, 9) },
    });
    expect(answer).toEqual({
      ...documented,
      control: "A",
      variants: [variant("A", 5), variant("B", 15)],
      excluded: { inSeveralVariants: 1, inOtherVariants: 1 },
      sampleRatio: { chiSquare: 0, pValue: 1, isMismatch: false },
      conversion: {
        comparisons: [
          {
            variant: "B",
            difference: 0,
            differenceInterval: interval,
            lift: 0,
            liftInterval: interval,
            statistic: 0,
            degreesOfFreedom: null,
            pValue: 1,
            adjustedPValue: 1,
            isSignificant: false,
            power: null,
          },
        ],
        verdict: { status: "too_few_visitors", winner: null },
      },
      value: {
        comparisons: [
          {
            variant: "B",
            difference: 10,
            differenceInterval: interval,
            lift: 200,
            liftInterval: interval,
            // Variances 50 and 450 of two each: 10 / √250, and 250² / (25² + 225²) degrees.
            statistic: expect.closeTo(0.632456, 6),
            degreesOfFreedom: expect.closeTo(1.219512, 6),
            pValue: expect.any(Number),
            adjustedPValue: expect.any(Number),
            isSignificant: false,
            power: {
              effect: 10,
              achieved: expect.any(Number),
              // (1.959964 + 0.841621)² · 500 / 100 = 39.2
              neededPerVariant: 40,
              missingPerVariant: 38,
            },
          },
        ],
        verdict: { status: "too_few_visitors", winner: null },
      },
    });
  });

  test("POST /queries/execute answers the same, with its type", async () => {
    const answer = await asked("/queries/abtest", documented);
    const executed = await asked("/queries/execute", { name: "mine", type: "abtest", config: documented });
    expect(executed).toEqual({ ...answer, name: "mine", type: "abtest" });
  });

  test("what is missing or wrong is named", async () => {
    const ask = (more: object) => server.post("/queries/abtest", { ...documented, ...more });
    expectError(await ask({ metricEvent: undefined }), "invalid_field", "metricEvent");
    expectError(await ask({ minimumSampleSize: -1 }), "invalid_field", "minimumSampleSize");
    expectError(await ask({ allocation: { A: 1 } }), "invalid_field", "allocation", /2 to 20 variants/);
    expectError(await ask({ allocation: { A: 1, B: 0 } }), "invalid_field", "allocation.B");
    expectError(await ask({ startTime: 2, endTime: 1 }), "invalid_field", "endTime", /before startTime/);
    const other = { allocation: { A: 1, B: 1 }, control: "C" };
    expectError(await ask(other), "invalid_parameter", "control", /A, B/);
    const config = { ...documented, confidence: 2 };
    expectError(
      await server.post("/queries/execute", { type: "abtest", config }),
      "invalid_field",
      "config.confidence",
    );
  });
});

describe("platform", () => {
  test("POST /api/v1/ab-tests/analyze: variants as they are found, within a window, and so by the general query", async () => {
    const body = { ...native, conversionWindow: 60, minimumSampleSize: 0 };
    const answer = await asked("/api/v1/ab-tests/analyze", body);
    expect(answer).toMatchObject({
      control: "A",
      variants: [
        { variant: "A", visitors: 2, converted: 1, value: null },
        { variant: "B", visitors: 2, converted: 0 },
        { variant: "C", visitors: 1, converted: 0 },
      ],
      excluded: { inSeveralVariants: 1, inOtherVariants: 0 },
      conversion: { verdict: { status: "undecided", winner: null } },
      value: null,
    });
    expect(await asked("/api/v1/query", { type: "ab-test", ...body })).toEqual(answer);
  });

  test("POST /api/v1/ab-tests/visitors: the list behind each count, page by page", async () => {
    const list = async (more: object) => {
      const { total, visitors, nextCursor } = await asked("/api/v1/ab-tests/visitors", {
        ...native,
        ...more,
      });
      return [total, (visitors as { userId: string }[]).map(({ userId }) => userId).toSorted(), nextCursor];
    };
    expect(await list({ variant: "A" })).toEqual([2, ["a1", "a2"], null]);
    expect(await list({ variant: "B", outcome: "converted" })).toEqual([1, ["b1"], null]);
    expect(await list({ variant: "B", outcome: "not_converted" })).toEqual([1, ["b2"], null]);
    expect(await list({ noneOf: ["A", "B"] })).toEqual([1, ["c"], null]);
    expect(await list({ outcome: "excluded" })).toEqual([1, ["both"], null]);
    const [total, first, cursor] = await list({ variant: "A", limit: 1 });
    expect(total).toBe(2);
    expect(first).toHaveLength(1);
    const [, second] = await list({ variant: "A", limit: 1, cursor });
    expect(new Set([first, second].flat())).toEqual(new Set(["a1", "a2"]));
    const missing = await server.post("/api/v1/ab-tests/visitors", native);
    expectError(missing, "invalid_parameter", "variant", /noneOf/);
  });

  test("a segment restricts it; an empty range answers zeros", async () => {
    const segment = { profile: { field: "revenue", operator: "gte", value: 30 } };
    expect(await asked("/api/v1/ab-tests/analyze", { ...native, segment })).toMatchObject({
      variants: [{ variant: "B", visitors: 2, converted: 1 }],
    });
    const empty = { ...native, startDate: "2020-01-01", endDate: "2020-01-02" };
    expect(await asked("/api/v1/ab-tests/analyze", empty)).toMatchObject({ control: null, variants: [] });
    expect(await asked("/api/v1/ab-tests/analyze", { ...empty, allocation: { A: 1, B: 1 } })).toMatchObject({
      variants: [{ visitors: 0, converted: 0, conversionRate: 0 }, { visitors: 0 }],
    });
  });
});
