import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Catalog } from "../../catalog/catalog.ts";
import { openSqlite } from "../../catalog/sqlite/open-sqlite.ts";
import { secondMs } from "../../kernel/clock.ts";
import { createIdSource } from "../../kernel/ids.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { type LoadedTotals, UsageMeter } from "./usage-meter.ts";

const november = Date.UTC(2026, 10, 30, 23, 0);
const december = Date.UTC(2026, 11, 1);

let now: number;
let eventsMax: number | null;
/** The loader, as it tells of itself. */
let totals: Map<string, LoadedTotals> | null;
let isDrained: boolean;
let catalog: Catalog;
let meter: UsageMeter;

beforeEach(async () => {
  now = november;
  eventsMax = 100;
  totals = new Map();
  isDrained = false;
  const clock = { now: () => now };
  catalog = await Catalog.open({ dialect: openSqlite(":memory:"), clock, ids: createIdSource() });
  meter = await openMeter();
});

afterEach(async () => {
  await meter.close();
  await catalog.close();
});

describe("a quota", () => {
  test("is held to the event, also before anything is loaded or on disk", () => {
    expect(admitted(60)).toBe(60);
    meter.settle("p", 30, true);
    expect(admitted(60)).toBe(40);
  });

  test("takes a batch only when all of it has room", () => {
    expect(meter.hold("p", 90)).toEqual({ ok: true, value: true });
    expect(meter.hold("p", 11)).toMatchObject({
      ok: false,
      error: { code: "quota_exceeded", message: expect.stringContaining("10 are left") },
    });
    expect(meter.hold("p", 10)).toEqual({ ok: true, value: true });
  });

  test("counts an event once on its way from the door into the store", () => {
    expect(admitted(40)).toBe(40);
    meter.settle("p", 40, true);
    expect(admitted(100)).toBe(60);
    meter.settle("p", 60, true);
    load({ stored: 40, loaded: 40 });
    expect(admitted(10)).toBe(0);
    load({ stored: 100, loaded: 100 });
    expect(admitted(10)).toBe(0);
    expect(meter.eventsOf("p")).toBe(100);
  });

  test("gives room back for what the log did not take, and for duplicates once they are known", () => {
    expect(meter.hold("p", 100).ok).toBe(true);
    meter.settle("p", 100, false);
    expect(meter.hold("p", 100).ok).toBe(true);
    meter.settle("p", 100, true);
    expect(admitted(1)).toBe(0);
    load({ stored: 70, loaded: 100 });
    expect(admitted(100)).toBe(30);
  });

  test("is another for each project, and none where none is set", () => {
    expect(meter.hold("p", 100).ok).toBe(true);
    expect(meter.hold("q", 100).ok).toBe(true);
    eventsMax = null;
    expect(meter.hold("p", 1_000_000)).toEqual({ ok: true, value: false });
  });

  test("of nothing takes nothing", () => {
    eventsMax = 0;
    expect(meter.hold("p", 1).ok).toBe(false);
  });

  test("starts anew with the month, and says when that is", async () => {
    load({ stored: 100, loaded: 100 });
    const refused = meter.hold("p", 1);
    expect(refused).toMatchObject({ ok: false, error: { retryAfterSeconds: 60 * 60 } });
    await meter.book();
    now = december;
    expect(meter.eventsOf("p")).toBe(0);
    expect(admitted(200)).toBe(100);
    expect(meter.month()).toBe("2026-12");
  });

  test("knows events that waited at the start once they are loaded, and is exact from then on", async () => {
    // A start with 20 events in the log, of which the loader has told nothing yet.
    totals = null;
    meter = await openMeter();
    expect(admitted(30)).toBe(30);
    meter.settle("p", 30, true);
    load({ stored: 50, loaded: 50 });
    isDrained = true;
    expect(admitted(100)).toBe(50);
  });
});

describe("usage", () => {
  test("is booked, and outlives the process", async () => {
    load({ stored: 30, loaded: 35 });
    await meter.close();
    expect(await meter.monthsOf("p")).toEqual([{ month: "2026-11", events: 30 }]);
    totals = null;
    meter = await openMeter();
    expect(meter.eventsOf("p")).toBe(30);
    load({ stored: 31, loaded: 36 });
    expect(meter.eventsOf("p")).toBe(31);
    await meter.book();
    expect(meter.eventsOf("p")).toBe(31);
  });

  test("that was not booked before a crash is booked by the next start", async () => {
    load({ stored: 30, loaded: 30 });
    await meter.book();
    load({ stored: 50, loaded: 50 });
    // No close: the process is gone.
    meter = await openMeter();
    expect(meter.eventsOf("p")).toBe(50);
    expect(await meter.monthsOf("p")).toEqual([{ month: "2026-11", events: 50 }]);
  });

  test("of several processes meets in the catalog", async () => {
    const other = await openMeter("log-b");
    load({ stored: 30, loaded: 30 });
    await meter.book();
    await other.book();
    await meter.book();
    expect(meter.eventsOf("p")).toBe(60);
    expect(admitted(100)).toBe(40);
    await other.close();
  });

  test("is counted on while the catalog does not answer", async () => {
    load({ stored: 10, loaded: 10 });
    await catalog.close();
    await meter.book();
    load({ stored: 90, loaded: 90 });
    expect(meter.eventsOf("p")).toBe(90);
    expect(admitted(100)).toBe(10);
    catalog = await Catalog.open({
      dialect: openSqlite(":memory:"),
      clock: { now: () => now },
      ids: createIdSource(),
    });
  });
});

function openMeter(source = "log-a"): Promise<UsageMeter> {
  return UsageMeter.open({
    usage: catalog.usage,
    source,
    loader: { totals: () => totals, isDrained: () => isDrained },
    monthlyEventsMax: () => eventsMax,
    clock: { now: () => now },
    logger: silentLogger,
    bookMs: 1_000 * secondMs,
  });
}

function load(ofProject: LoadedTotals): void {
  totals = new Map([["p", ofProject]]);
}

/** How many of so many single events are taken. */
function admitted(events: number): number {
  return Array.from({ length: events }, () => meter.hold("p", 1).ok).filter(Boolean).length;
}
