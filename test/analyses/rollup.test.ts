import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { activeUsers } from "../../src/analyses/active-users/index.ts";
import type { Analysis } from "../../src/analyses/analysis.ts";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import { lifecycle } from "../../src/analyses/lifecycle/index.ts";
import { overview } from "../../src/analyses/overview/index.ts";
import { timeSeries } from "../../src/analyses/time-series/index.ts";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import type { Metric } from "../../src/query/metric.ts";
import { type Query, everything } from "../../src/query/query.ts";
import { daysCut, rollupGrainMs } from "../../src/query/rollup.ts";
import { Engine, type GivenEvent } from "../engine/engine.ts";
import { SeededRandom, seedFromEnvironment } from "../harness/random.ts";

/*
 * Some questions are answered from counts that are kept up as events come in. That is only a matter of
 * speed: the same question, planned by hand to read the events themselves, has the same answer.
 */
let engine: Engine;
const random = new SeededRandom(seedFromEnvironment("TIDEMARK_SEED"));
const day = Date.UTC(2024, 4, 31);

beforeAll(async () => {
  console.log(`seed ${random.seed}`);
  engine = await Engine.start();
  // Several inserts, so that the counts of one bucket come from several rows.
  for (let insert = 0; insert < 3; insert++) await engine.insertEvents(project, randomEvents(400));
});

afterAll(() => engine.stop());

const project = "rollup";

/** Two days, crowded around the edges of buckets. */
function randomEvents(count: number): GivenEvent[] {
  return Array.from({ length: count }, () => {
    const bucket = day + random.whole(0, 2 * 96 - 1) * rollupGrainMs;
    const visitor = random.whole(1, 30);
    return {
      name: random.pick(["page_view", "pageview", "$pageview", "page", "click", "purchase", "größe's"]),
      time: bucket + random.pick([0, 0, 1, rollupGrainMs - 1, random.whole(0, rollupGrainMs - 1)]),
      visitor_id: `v${visitor}`,
      path: random.pick(["", "/", "/pricing", "/it's", "/größe"]),
      country: random.pick(["", "DE", "US", "GB"]),
      device_type: random.pick(["", "mobile", "desktop", "tablet"] as const),
      is_bot: visitor > 27,
    };
  });
}

/** The analysis' answer, and that of the same one made to read the events. */
async function bothWays<Params, Plan, Answer>(
  analysis: Analysis<Params, Plan, Answer>,
  params: Params,
): Promise<{ planned: Answer; fromEvents: Answer }> {
  const plan = analysis.plan(analysis.params.parse(params), engine.now, { sampled: false });
  const changed = readingEvents(plan);
  // Canary: a question that reads the events anyway would compare the events with themselves.
  expect(changed).not.toEqual(plan);
  const forced = { ...analysis, name: `${analysis.name}, from events`, plan: () => changed };
  return {
    planned: await engine.run(analysis, params, project),
    fromEvents: await engine.run(forced, params, project),
  };
}

/** Plans say what they read in fields such as `countsFrom`, wherever in them. */
function readingEvents<Plan>(plan: Plan): Plan {
  if (Array.isArray(plan)) return plan.map(readingEvents) as Plan;
  if (typeof plan !== "object" || plan === null) return plan;
  const fields = Object.entries(plan).map(([key, value]: [string, unknown]) => [
    key,
    key.endsWith("From") ? "events" : readingEvents(value),
  ]);
  return Object.fromEntries(fields) as Plan;
}

const ranges: [what: string, query: Query & { period: { from: number; to: number } }][] = [
  ["two days", rangeOf(0, 2 * dayMs)],
  ["a quarter of an hour", rangeOf(10 * hourMs, 10 * hourMs + rollupGrainMs)],
  ["odd hours", rangeOf(3 * hourMs + 15 * minuteMs, 27 * hourMs + 45 * minuteMs)],
  ["odd milliseconds", rangeOf(3 * hourMs + 1, 27 * hourMs + 7 * minuteMs + 3)],
  ["more than two days, off the grain", rangeOf(-minuteMs, 2 * dayMs + minuteMs)],
  ["odd milliseconds with bots", { ...rangeOf(-hourMs + 1, 2 * dayMs - 1), includeBots: true }],
  ["two days with bots", { ...rangeOf(0, 2 * dayMs), includeBots: true }],
  ["a range without events", rangeOf(-dayMs, 0)],
];

function rangeOf(fromMs: number, toMs: number) {
  return { ...everything, period: { from: day + fromMs, to: day + toMs } };
}

describe("the overview", () => {
  const open: [string, Query][] = [
    ["all time", everything],
    ["all since an odd moment", { ...everything, period: { from: day + 5 * hourMs + 1 } }],
    ["all before an odd moment", { ...everything, period: { to: day + 29 * hourMs + 1 } }],
  ];
  test.each([...open, ...ranges])("of %s", async (_, query) => {
    const answers = await bothWays(overview, { query, topPages: 3 });
    expect(answers.planned).toEqual(answers.fromEvents);
  });
});

describe("a breakdown", () => {
  const metrics: Metric[] = [{ of: "events" }, { of: "page_views" }, { of: "events", name: "größe's" }];
  test.each(ranges)("of %s, in all and by name", async (_, query) => {
    for (const by of [[], [{ column: "name" as const }]]) {
      const answers = await bothWays(breakdown, { query, metrics, by, limit: 3 });
      expect(answers.planned).toEqual(answers.fromEvents);
    }
  });
});

test.each(ranges.filter(([, query]) => daysCut(query) !== null))(
  "the visitors of %s in all",
  async (_, query) => {
    const metrics: Metric[] = [{ of: "visitors" }, { of: "events" }];
    const answers = await bothWays(breakdown, { query, metrics, by: [], limit: 1 });
    expect(answers.planned).toEqual(answers.fromEvents);
  },
);

test.each(["day", "week"] as const)("what visitors of each %s had done before", async (unit) => {
  for (const [from, to] of [
    [-dayMs, 2 * dayMs],
    [-dayMs, dayMs + hourMs + 1],
  ] as const) {
    const answers = await bothWays(lifecycle, { query: rangeOf(from, to), interval: { unit } });
    expect(answers.planned).toEqual(answers.fromEvents);
  }
});

describe("a time series", () => {
  const metrics: Metric[] = [{ of: "events" }, { of: "page_views" }, { of: "events", name: "click" }];
  test.each(ranges)("of %s, by quarters of an hour, by hours and by days in zones", async (_, query) => {
    const intervals = [
      [{ ms: rollupGrainMs }, "UTC"],
      [{ unit: "hour" }, "Asia/Kathmandu"],
      [{ unit: "day" }, "America/St_Johns"],
    ] as const;
    for (const [interval, zone] of intervals) {
      const params = { query: { ...query, zone }, metrics, interval, compare: "previous" as const };
      const answers = await bothWays(timeSeries, params);
      expect(answers.planned).toEqual(answers.fromEvents);
    }
  });

  const spans = [
    [-dayMs, 2 * dayMs],
    [-dayMs - 3 * hourMs, dayMs + 5 * hourMs + 1],
  ] as const;
  const questions = spans.flatMap(([from, to]) => [false, true].map((bots) => [from, to, bots] as const));
  test.each(questions)(
    "of the visitors of days and weeks: %p to %p, with bots: %p",
    async (from, to, bots) => {
      const query = { ...rangeOf(from, to), includeBots: bots };
      const kinds = [
        ["day", "UTC"],
        ["week", "UTC"],
        ["day", "America/St_Johns"],
        ["hour", "UTC"],
      ] as const;
      for (const [unit, zone] of kinds) {
        const answers = await bothWays(timeSeries, {
          query: { ...query, zone },
          metrics: [{ of: "visitors" }, { of: "events" }],
          interval: { unit },
        });
        expect(answers.planned).toEqual(answers.fromEvents);
      }
    },
  );
});

test.each([false, true])("active users of days, with bots: %p", async (includeBots) => {
  const answers = await bothWays(activeUsers, { query: { ...rangeOf(-dayMs, 3 * dayMs), includeBots } });
  expect(answers.planned).toEqual(answers.fromEvents);
});

describe("the counts cannot answer, so the events do,", () => {
  const planned = (query: Query) => {
    const { countsFrom, visitorsFrom } = overview.plan({ query, topPages: 1 }, engine.now, {
      sampled: false,
    });
    return [countsFrom, visitorsFrom];
  };
  test.each([
    ["when there is no whole bucket", rangeOf(1, 2 * rollupGrainMs - 1)],
    ["when something is filtered", { ...everything, filters: [{ any: [] }] }],
    ["when a segment is asked for", { ...everything, segment: { segment: { all: [] }, asOf: day } }],
  ] satisfies [string, Query][])("%s", (_, query) => {
    expect(planned(query)).toEqual(["events", "events"]);
    expect(planned(everything)).toEqual(["rollup", "days"]);
  });
});
