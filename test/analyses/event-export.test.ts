import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventExport } from "../../src/analyses/event-export/index.ts";
import type { EventExportParams } from "../../src/analyses/event-export/params.ts";
import { scopeToProject } from "../../src/analytics/sources.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import { everything } from "../../src/query/query.ts";
import { render } from "../../src/query/sql.ts";
import { Engine } from "../engine/engine.ts";

/** Streams of events: in order, with an end for whoever leaves, and never more of them than a project may have. */
let engine: Engine;
let project: string;
const start = Date.UTC(2024, 4, 1);
const eventsTotal = 40_000;

beforeAll(async () => {
  engine = await Engine.start();
  project = engine.newProject();
  // Two days of ten milliseconds each, so full of ties, arriving in an order that is neither time's nor the visitors'.
  const events = Array.from({ length: eventsTotal }, (_, index) => ({
    name: "page_view",
    time: start + (index % 2) * dayMs + ((index * 7) % 10),
    visitor_id: `visitor-${(index * 31) % 997}`,
    properties: { text: "x".repeat(200) },
  }));
  await engine.insertEvents(project, events);
}, 60_000);

afterAll(() => engine.stop());

const all: EventExportParams = { query: everything, limit: 1_000_000 };

async function started(signal?: AbortSignal) {
  const scope = { project_id: project, ...(signal === undefined ? {} : { signal }) };
  return engine.analytics.stream(eventExport, all, scope);
}

/** How many queries of exports the store works on; polls until it is as many as expected. */
async function expectRunning(count: number): Promise<void> {
  const sql =
    "SELECT count() AS n FROM system.processes WHERE query LIKE '%toDate(events.time)%' AND query NOT LIKE '%system.processes%'";
  for (let attempt = 0; ; attempt++) {
    const answer = await engine.store.query<{ n: number }>({
      sql,
      params: {},
      timeoutMs: 5_000,
      memoryBytesMax: 1e8,
    });
    if (!answer.ok) throw answer.error.cause;
    if (answer.value.rows[0]!.n === count) return;
    if (attempt === 100) expect(answer.value.rows[0]!.n).toBe(count);
    await Bun.sleep(50);
  }
}

describe("a stream of events", () => {
  test("has each event once, by time and then by arrival, and the limit's first ones", async () => {
    const found = await Array.fromAsync(await streamOf(all));
    const places = found.map(({ time, event_id }) => (time - start) * 1e6 + Number(event_id.slice(1)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(new Set(places).size).toBe(eventsTotal);
    const first = await Array.fromAsync(await streamOf({ ...all, limit: 17 }));
    expect(first).toEqual(found.slice(0, 17));
  });

  test("reads the table in its order, so that only a day at a time is sorted", async () => {
    const { text, params } = scopeToProject(render(eventExport.sql(all)), project);
    const answer = await engine.store.query<{ explain: string }>({
      sql: `EXPLAIN actions = 1 ${text}`,
      params,
      timeoutMs: 5_000,
      memoryBytesMax: 1e8,
    });
    const plan = answer.ok ? answer.value.rows.map(({ explain }) => explain).join("\n") : "";
    expect(plan).toContain("Prefix sort description: toDate(time) ASC");
    expect(plan).toContain("Read type: InOrder");
  });

  test("ends its query when the reader stops, or leaves before the first event", async () => {
    const stream = await streamOf(all);
    await stream.next();
    await expectRunning(1);
    await stream.return();
    await expectRunning(0);
    const leaving = new AbortController();
    expect((await started(leaving.signal)).ok).toBe(true);
    await expectRunning(1);
    leaving.abort();
    await expectRunning(0);
  });

  test("is refused while the project has as many as it may have; their end makes room", async () => {
    const [one, two] = [await streamOf(all), await streamOf(all)];
    const refused = await started();
    expect(refused).toMatchObject({ ok: false, error: { code: "too_many_queries", retryAfterSeconds: 10 } });
    expect((await engine.analytics.stream(eventExport, all, { project_id: "another" })).ok).toBe(true);
    await one.next();
    await one.return();
    await Array.fromAsync(await streamOf({ ...all, limit: 3 }));
    await two.next();
    await two.return();
  });

  test("tells of what goes wrong before the first event; a bad parameter is named", async () => {
    const filters = [{ field: { column: "name" }, operator: "regex", value: "(" }] as const;
    const asked = { ...all, query: { ...everything, filters } };
    const scope = { project_id: project };
    expect(await engine.analytics.stream(eventExport, asked, scope)).toMatchObject({
      ok: false,
      error: { code: "invalid_parameter", field: "regex" },
    });
    expect(await engine.analytics.stream(eventExport, { ...all, limit: 0 }, scope)).toMatchObject({
      ok: false,
      error: { code: "invalid_parameter", field: "limit" },
    });
    // Failures give their places back.
    await Array.fromAsync(await streamOf({ ...all, limit: 1 }));
    await Array.fromAsync(await streamOf({ ...all, limit: 1 }));
  });
});

async function streamOf(params: EventExportParams) {
  const answer = await engine.analytics.stream(eventExport, params, { project_id: project });
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
  return answer.value;
}
