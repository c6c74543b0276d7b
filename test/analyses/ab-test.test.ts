import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { abTestMembers } from "../../src/analyses/ab-test-members/index.ts";
import { abTest } from "../../src/analyses/ab-test/index.ts";
import type { AbTestParams } from "../../src/analyses/ab-test/params.ts";
import { hourMs, minuteMs } from "../../src/kernel/clock.ts";
import type { EventSelector } from "../../src/query/condition.ts";
import { everything } from "../../src/query/query.ts";
import { Engine, type GivenEvent, type StoredEvent } from "../engine/engine.ts";
import { inQuery, matches, textOf, valueOf } from "../engine/matching.ts";
import { type StoredStream, forEachStream, projects } from "../engine/random-streams.ts";
import { wholeVisitors } from "../engine/sampled-streams.ts";

/** docs/semantics.md, A/B tests: counts against a reference that walks each visitor's events, and numbers worked out by hand. */
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
}, 60_000);

afterAll(() => engine?.stop());

const named = (name: string): EventSelector => ({ name, conditions: [] });
const base: AbTestParams = {
  query: everything,
  assignment: named("assigned"),
  variantField: { property: "variant" },
  metric: named("purchase"),
  confidence: 0.95,
  minimumSampleSize: 0,
};

const start = Date.UTC(2024, 4, 1);
const at = (name: string, visitor_id: string, afterMs: number, properties = {}): GivenEvent => ({
  name,
  visitor_id,
  time: start + afterMs,
  properties,
});
const assigned = (visitor: string, afterMs: number, variant: string | number) =>
  at("assigned", visitor, afterMs, { variant });
const bought = (visitor: string, afterMs: number, amount: number | string) =>
  at("purchase", visitor, afterMs, { amount });

describe("the example of the document:", () => {
  test("the same millisecond goes by arrival, and what came before the exposure does not count", async () => {
    const project = engine.newProject();
    await engine.insertEvents(project, [
      assigned("ann", 1_000, "A"),
      bought("ann", 1_000, 5),
      bought("ann", 2_000, "7"),
      bought("bob", 1_000, 9),
      assigned("bob", 1_000, "A"),
    ]);
    const answer = await engine.run(abTest, { ...base, valueField: { property: "amount" } }, project);
    expect(answer.variants).toMatchObject([
      { name: "A", visitors: 2, converted: 1, value: { mean: 6, deviation: Math.sqrt(72) } },
    ]);
    // One variant is no test.
    expect(answer).toMatchObject({ control: "A", sampleRatio: null, conversion: { comparisons: [] } });
    expect(answer.conversion.verdict).toEqual({ kind: "too_few_visitors", winner: null });
  });
});

/*
 * A hundred visitors each: 30 of "Control" and 50 of "new" convert. Pooled share 0.4, so z = 0.2 / √(0.24 · 0.02) =
 * 2.886751, p = 0.003892. One more was in both variants, and one in a third.
 */
describe("a test with a clear winner", () => {
  let project: string;
  const thirds = [
    { variant: "Control", weight: 1 },
    { variant: "new", weight: 1 },
  ];
  const asked: AbTestParams = { ...base, allocation: thirds, minimumSampleSize: 100 };

  beforeAll(async () => {
    project = engine.newProject();
    const group = (variant: string, converted: number) =>
      Array.from({ length: 100 }, (_, index) => [
        assigned(`${variant}-${index}`, index, variant),
        ...(index < converted ? [bought(`${variant}-${index}`, 1_000 + index, 10)] : []),
      ]).flat();
    await engine.insertEvents(project, [
      ...group("Control", 30),
      ...group("new", 50),
      assigned("both", 1, "new"),
      assigned("both", 2, "Control"),
      assigned("else", 1, "other"),
    ]);
  });

  test("counts, z, p, the verdict, and who was left out", async () => {
    const answer = await engine.run(abTest, asked, project);
    expect(answer.control).toBe("Control");
    expect(answer.variants).toMatchObject([
      { name: "Control", visitors: 100, converted: 30, expectedShare: 0.5 },
      { name: "new", visitors: 100, converted: 50, expectedShare: 0.5 },
    ]);
    expect(answer.excluded).toEqual({ inSeveralVariants: 1, inOtherVariants: 1 });
    expect(answer.sampleRatio).toEqual({ chiSquare: 0, pValue: 1, isMismatch: false });
    const [found] = answer.conversion.comparisons;
    expect(found!.statistic).toBeCloseTo(2.886751, 6);
    expect(found!.pValue).toBeCloseTo(0.003892, 6);
    expect(found).toMatchObject({ adjustedPValue: found!.pValue, isSignificant: true });
    expect(found!.difference).toBeCloseTo(0.2, 12);
    expect(found!.lift).toBeCloseTo(2 / 3, 12);
    expect(answer.conversion.verdict).toEqual({ kind: "winner", winner: "new" });
    expect(answer.value).toBeNull();
    // (1.959964 · √0.48 + 0.841621 · √0.46)² / 0.04 = 92.98 visitors for this effect: there are enough.
    expect(found!.power).toMatchObject({ neededPerVariant: 93, missingPerVariant: 0 });
  });

  test("no verdict below the sample size, and none where the ratio is off", async () => {
    const strict = await engine.run(abTest, { ...asked, minimumSampleSize: 101 }, project);
    expect(strict.conversion.verdict).toEqual({ kind: "too_few_visitors", winner: null });
    const uneven = { ...asked, allocation: [{ variant: "Control", weight: 2 }, thirds[1]!] };
    const answer = await engine.run(abTest, uneven, project);
    // Expected 133.33 and 66.67: χ² = 33.33² / 133.33 + 33.33² / 66.67 = 25.
    expect(answer.sampleRatio!.chiSquare).toBeCloseTo(25, 10);
    expect(answer.conversion.verdict).toEqual({ kind: "sample_ratio_mismatch", winner: null });
  });

  test("the control wins when all others are worse; an effect that was asked for needs its own sample", async () => {
    const answer = await engine.run(abTest, { ...asked, control: "new", minimumEffect: 0.1 }, project);
    expect(answer.variants.map(({ name }) => name)).toEqual(["new", "Control"]);
    expect(answer.conversion.verdict).toEqual({ kind: "winner", winner: "new" });
    const { effect, neededPerVariant, missingPerVariant, achieved } =
      answer.conversion.comparisons[0]!.power!;
    expect(effect).toBeCloseTo(0.05, 12);
    // (1.959964 · √(2 · 0.525 · 0.475) + 0.841621 · √(0.25 + 0.2475))² / 0.0025 = 1564.7
    expect(neededPerVariant).toBe(1_565);
    expect(missingPerVariant).toBe(1_465);
    expect(achieved).toBeLessThan(0.2);
  });

  test("without an allocation: what is found; the control is called so; three variants are corrected for", async () => {
    const answer = await engine.run(abTest, { ...base, minimumSampleSize: 0 }, project);
    expect(answer.variants.map(({ name, visitors }) => [name, visitors])).toEqual([
      ["Control", 100],
      ["new", 100],
      ["other", 1],
    ]);
    expect(answer.excluded).toEqual({ inSeveralVariants: 1, inOtherVariants: 0 });
    const [first, second] = answer.conversion.comparisons;
    expect(first!.adjustedPValue).toBeCloseTo(2 * first!.pValue!, 12);
    expect(second!.adjustedPValue).toBe(second!.pValue);
    expect(answer.conversion.verdict.kind).toBe("sample_ratio_mismatch");
  });
});

test("a spread of 1 around a billion keeps its digits", async () => {
  const project = engine.newProject();
  const values = [1e9, 1e9 + 1, 1e9 + 2];
  await engine.insertEvents(
    project,
    values.flatMap((value, index) => [assigned(`v${index}`, 0, "A"), bought(`v${index}`, 1, value)]),
  );
  const answer = await engine.run(abTest, { ...base, valueField: { property: "amount" } }, project);
  expect(answer.variants[0]!.value).toEqual({ mean: 1e9 + 1, deviation: 1 });
});

test("an empty project: no variants, or the allocation's with zeros; never an error", async () => {
  const project = engine.newProject();
  expect(await engine.run(abTest, { ...base, valueField: { column: "value" } }, project)).toMatchObject({
    control: null,
    variants: [],
    sampleRatio: null,
    excluded: { inSeveralVariants: 0, inOtherVariants: 0 },
    conversion: { comparisons: [], verdict: { kind: "too_few_visitors", winner: null } },
    value: { comparisons: [] },
  });
  const allocation = ["A", "B"].map((variant) => ({ variant, weight: 1 }));
  const answer = await engine.run(abTest, { ...base, allocation, valueField: { column: "value" } }, project);
  expect(answer.variants).toMatchObject([
    { name: "A", visitors: 0, converted: 0, value: { mean: 0, deviation: 0 } },
    { name: "B", visitors: 0, converted: 0, value: { mean: 0, deviation: 0 } },
  ]);
  expect(answer.conversion.comparisons).toMatchObject([{ pValue: null, power: null, isSignificant: false }]);
});

test("a control that is none of the allocation is refused by its name", async () => {
  const allocation = ["A", "B"].map((variant) => ({ variant, weight: 1 }));
  const failure = await engine.runFailing(abTest, { ...base, allocation, control: "C" });
  expect(failure).toMatchObject({ code: "invalid_parameter", field: "control" });
  expect(failure.message).toContain("A, B");
});

const selector: fc.Arbitrary<EventSelector> = fc.constantFrom<EventSelector>(
  named("page_view"),
  named("signup"),
  { conditions: [{ field: { property: "amount" }, operator: "gt", value: 2 }] },
  { conditions: [] },
);

const question = fc.record({
  assignment: selector,
  metric: selector,
  variantField: fc.constantFrom<AbTestParams["variantField"]>(
    { property: "variant" },
    { property: "variant" },
    { property: "plan" },
    { column: "country" },
  ),
  valueField: fc.constantFrom<AbTestParams["valueField"]>(
    undefined,
    { property: "amount" },
    { column: "value" },
  ),
  windowMs: fc.constantFrom(undefined, undefined, 1, minuteMs, hourMs),
  allocation: fc.constantFrom<AbTestParams["allocation"]>(undefined, undefined, [
    { variant: "A", weight: 2 },
    { variant: "B", weight: 1 },
  ]),
  includeBots: fc.boolean(),
  cut: fc.constantFrom(undefined, undefined, hourMs, 40 * hourMs),
});

describe("an A/B test is what the reference says", () => {
  test.each(projects)(
    "visitors, conversions, sums, and the lists behind them, %s",
    async (_, isSampled) => {
      let converted = 0;
      let inSeveral = 0;
      const options = { extra: question, change: assignedOften, isSampled };
      await forEachStream(engine, options, async (stream, drawn) => {
        const { cut, includeBots, ...more } = drawn;
        const period = cut === undefined ? {} : { from: stream.around - 2 * cut, to: stream.around + cut };
        const params: AbTestParams = {
          ...more,
          query: { ...everything, includeBots, period },
          confidence: 0.95,
          minimumSampleSize: 0,
        };
        const read = stream.events.filter((event) => isRead(event, params));
        const { events, factor } = wholeVisitors(stream.events, read);
        const expected = reference(events, params);
        const shown = expected.filter(({ inSeveralVariants: several }) => !several);
        const answer = await engine.run(abTest, params, stream.project);
        const names = answer.variants.map(({ name }) => name);
        const found = [...new Set(shown.map(({ variant }) => variant))];
        expect(names.toSorted()).toEqual(
          (params.allocation?.map(({ variant }) => variant) ?? found).toSorted(),
        );
        expect(answer.factor).toBe(isSampled ? factor : null);
        for (const variant of answer.variants) expectVariant(variant, shown, factor);
        const several = expected.filter((one) => one.inSeveralVariants);
        expect(answer.excluded).toEqual({
          inSeveralVariants: several.length * factor,
          inOtherVariants: shown.filter(({ variant }) => !names.includes(variant)).length * factor,
        });
        inSeveral += several.length;
        converted += shown.filter(({ hits }) => hits.length > 0).length;
        await expectLists(stream, { params, names, expected, factor });
      });
      if (!isSampled) {
        expect(converted).toBeGreaterThan(0);
        expect(inSeveral).toBeGreaterThan(0);
      }
    },
    1_500_000,
  );
});

/** Half of the visitors stay with a variant, the others have one that depends on the event. */
function assignedOften(event: GivenEvent): GivenEvent {
  const known: Record<string, string> = { ann: "A", bob: "B", zoë: "A", 王: "C" };
  const variant = known[event.visitor_id] ?? (event.path === "/" ? "B" : "A");
  return { ...event, properties: { ...event.properties, ...(event.country === "IR" ? {} : { variant }) } };
}

/** Assignments and metric events: what a test is made of. */
function isRead(event: StoredEvent, params: AbTestParams): boolean {
  const isAssignment = matches(event, params.assignment) && valueOf(event, params.variantField) !== null;
  return inQuery(event, params.query) && (isAssignment || matches(event, params.metric));
}

interface ReferenceVisitor {
  readonly visitor: string;
  readonly variant: string;
  readonly inSeveralVariants: boolean;
  readonly hits: readonly StoredEvent[];
  readonly total: number;
}

function reference(events: readonly StoredEvent[], params: AbTestParams): ReferenceVisitor[] {
  const inRange = events
    .filter((event) => inQuery(event, params.query))
    .toSorted((a, b) => a.time - b.time || a.seq - b.seq);
  return [...Map.groupBy(inRange, ({ visitor_id }) => visitor_id)].flatMap(([visitor, theirs]) => {
    const variantOf = (event: StoredEvent) =>
      matches(event, params.assignment) ? valueOf(event, params.variantField) : null;
    const place = theirs.findIndex((event) => variantOf(event) !== null);
    if (place === -1) return [];
    const variants = theirs.map(variantOf).filter((variant) => variant !== null);
    const { windowMs = Infinity, valueField } = params;
    const hits = theirs
      .slice(place + 1)
      .filter((event) => matches(event, params.metric) && event.time - theirs[place]!.time <= windowMs);
    const total = hits.reduce(
      (sum, event) => sum + (valueField === undefined ? 0 : numberOf(event, valueField)),
      0,
    );
    return [{ visitor, variant: variants[0]!, inSeveralVariants: new Set(variants).size > 1, hits, total }];
  });
}

function numberOf(event: StoredEvent, field: NonNullable<AbTestParams["valueField"]>): number {
  const text = textOf(event, field);
  return text !== null && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
}

function expectVariant(
  found: { name: string; visitors: number; converted: number; value: { mean: number; deviation: number } },
  shown: readonly ReferenceVisitor[],
  factor: number,
): void {
  const mine = shown.filter(({ variant }) => variant === found.name);
  expect(found).toMatchObject({
    visitors: mine.length * factor,
    converted: mine.filter(({ hits }) => hits.length > 0).length * factor,
  });
  const mean = mine.reduce((sum, { total }) => sum + total, 0) / Math.max(1, mine.length);
  const squares = mine.reduce((sum, { total }) => sum + (total - mean) ** 2, 0);
  expect(found.value.mean).toBeCloseTo(mean, 9);
  expect(found.value.deviation).toBeCloseTo(Math.sqrt(squares / Math.max(1, mine.length - 1)), 9);
}

interface ExpectedTest {
  readonly params: AbTestParams;
  readonly names: string[];
  readonly expected: ReferenceVisitor[];
  readonly factor: number;
}

/** One list of each kind, whole, read two at a time. */
async function expectLists(
  stream: StoredStream,
  { params, names, expected, factor }: ExpectedTest,
): Promise<void> {
  const alone = expected.filter(({ inSeveralVariants }) => !inSeveralVariants);
  const [variant] = names;
  const lists: [
    outcome: "exposed" | "converted" | "not_converted" | "excluded",
    of: object,
    ReferenceVisitor[],
  ][] = [
    ["excluded", {}, expected.filter(({ inSeveralVariants }) => inSeveralVariants)],
    ["exposed", { of: { noneOf: names } }, alone.filter((one) => !names.includes(one.variant))],
  ];
  if (variant !== undefined) {
    const mine = alone.filter((one) => one.variant === variant);
    lists.push(["exposed", { of: { variant } }, mine]);
    lists.push(["converted", { of: { variant } }, mine.filter(({ hits }) => hits.length > 0)]);
    lists.push(["not_converted", { of: { variant } }, mine.filter(({ hits }) => hits.length === 0)]);
  }
  const [outcome, of, behind] = lists[stream.events.length % lists.length]!;
  const listed: string[] = [];
  let after: string | undefined;
  do {
    const asked = { test: params, outcome, ...of, limit: 2, after };
    const page = await engine.run(abTestMembers, asked, stream.project);
    expect(page.total).toBe(behind.length * factor);
    expect(page.seen ?? page.total).toBe(behind.length);
    listed.push(...page.members.map(({ visitor_id }) => visitor_id));
    after = page.nextCursor ?? undefined;
  } while (after !== undefined);
  expect(listed.toSorted()).toEqual(behind.map(({ visitor }) => visitor).toSorted());
}
