import { activeUsers } from "../../src/analyses/active-users/index.ts";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import { eventList } from "../../src/analyses/event-list/index.ts";
import { eventSummary } from "../../src/analyses/event-summary/index.ts";
import { knownEvents } from "../../src/analyses/known-events/index.ts";
import { loadProgress } from "../../src/analyses/load-progress/index.ts";
import { overview } from "../../src/analyses/overview/index.ts";
import { realtime } from "../../src/analyses/realtime/index.ts";
import { siteStats } from "../../src/analyses/site-stats/index.ts";
import { timeSeries } from "../../src/analyses/time-series/index.ts";
import { dayMs, hourMs } from "../../src/kernel/clock.ts";
import type { Condition } from "../../src/query/condition.ts";
import {
  casesNow,
  casesOf,
  conditions,
  day,
  filtered,
  oddDays,
  oddHours,
  oddMinutes,
  segment,
  type Case,
  withBots,
  within,
} from "./case.ts";

/** Questions that count: events, visitors, sessions, and lists of events. */
export const countCases: readonly Case[] = [
  ...casesOf(overview)({
    "all time": () => ({ query: within({}), topPages: 10 }),
    "a day, from the rollup": () => ({ query: within(day), topPages: 10 }),
    "odd days, from the rollup and the events beside it": () => ({ query: within(oddDays), topPages: 10 }),
    "minutes, from the events": () => ({ query: within(oddMinutes), topPages: 10 }),
    "with bots": () => ({ query: withBots(day), topPages: 10 }),
    filtered: (outside) => ({ query: filtered(day, outside), topPages: 10 }),
  }),
  ...casesOf(eventList)({
    latest: () => ({ query: within({}), limit: 100 }),
    filtered: (outside) => ({ query: filtered(oddHours, outside), limit: 5 }),
    "the next page": () => ({ query: within(day), limit: 5, after: { time: day.from + 5, seq: 17 } }),
  }),
  ...casesOf(eventSummary)({
    "all time": () => ({ query: within({}), topNames: 100 }),
    filtered: (outside) => ({ query: filtered(day, outside), topNames: 100 }),
  }),
  ...casesOf(siteStats)({
    "a site of all time": (outside) => ({
      query: { ...within({}), filters: siteFilter(outside) },
      topPaths: 10,
    }),
    "a site's day": (outside) => ({ query: { ...within(day), filters: siteFilter(outside) }, topPaths: 10 }),
    filtered: (outside) => ({ query: filtered(day, outside), topPaths: 10 }),
  }),
  ...casesOf(loadProgress)({ "since a mark": () => ({ fromSeq: 17, toSeq: 4_711 }) }),
  ...casesOf(knownEvents)({
    "a few ids": (outside) => ({ eventIds: [outside, "evt_1", "evt_1"], ...day }),
    "more ids than fit in one statement": (outside) => ({
      eventIds: [outside, ...Array.from({ length: 600 }, (_, index) => `${index}`.padStart(200, "x"))],
      ...day,
    }),
  }),
  ...casesOf(realtime)({
    now: () => ({ includeBots: false, topPages: 10 }),
    "with bots": () => ({ includeBots: true, topPages: 3 }),
    filtered: (outside) => ({
      includeBots: false,
      topPages: 3,
      filters: conditions(outside),
      segment: { segment: segment(outside), asOf: casesNow },
    }),
  }),
  ...casesOf(activeUsers)({
    "a day": () => ({ query: within(day) }),
    "two days around a change of the clock": () => ({
      query: {
        ...within({ from: Date.UTC(2024, 2, 30, 23), to: Date.UTC(2024, 3, 1, 22) }),
        zone: "Europe/Berlin",
      },
    }),
    filtered: (outside) => ({ query: filtered(day, outside) }),
  }),
  ...casesOf(breakdown)({
    "totals, from the rollup": () => ({ query: within(day), metrics: [{ of: "events" }], by: [], limit: 10 }),
    "visitors of odd days, from the days and the events beside them": () => ({
      query: within(oddDays),
      metrics: [{ of: "visitors" }, { of: "events" }],
      by: [],
      limit: 10,
    }),
    "totals of odd days, from the rollup and the events beside it": () => ({
      query: within(oddDays),
      metrics: [{ of: "events" }, { of: "page_views" }],
      by: [],
      limit: 10,
    }),
    "by name, from the rollup": (outside) => ({
      query: within(day),
      metrics: [{ of: "page_views" }, { of: "events", name: outside }],
      by: [{ column: "name" }],
      limit: 10,
    }),
    "by a column and a property": (outside) => ({
      query: withBots(oddHours),
      metrics: [{ of: "visitors" }, { of: "sessions" }, { of: "p95", field: { property: outside } }],
      by: [{ column: "country" }, { property: outside }, { column: "value" }],
      limit: 5,
    }),
    filtered: (outside) => ({
      query: filtered(day, outside),
      metrics: [
        { of: "sum", field: { column: "value" } },
        { of: "events", name: outside },
      ],
      by: [{ column: "channel" }],
      limit: 3,
    }),
  }),
  ...casesOf(timeSeries)({
    "hours, from the rollup": (outside) => ({
      query: within(day),
      metrics: [{ of: "events" }, { of: "events", name: outside }],
      interval: { ms: hourMs },
    }),
    "days, from their merged visitors": () => ({
      query: within({ from: day.from, to: day.from + 2 * dayMs }),
      metrics: [{ of: "visitors" }, { of: "events" }],
      interval: { unit: "day" },
    }),
    "odd days, from their merged visitors and the events beside them": () => ({
      query: within(oddDays),
      metrics: [{ of: "visitors" }, { of: "events" }],
      interval: { unit: "day" },
    }),
    "days with bots, from their visitors": () => ({
      query: { ...within({ from: day.from, to: day.from + 2 * dayMs }), includeBots: true },
      metrics: [{ of: "visitors" }],
      interval: { unit: "day" },
    }),
    "minutes, from the events": () => ({
      query: within({ from: Date.UTC(2024, 4, 31, 10), to: Date.UTC(2024, 4, 31, 10, 30) }),
      metrics: [{ of: "events" }],
      interval: { ms: 60_000 },
    }),
    "days around a change of the clock, compared": () => ({
      query: {
        ...within({ from: Date.UTC(2024, 2, 29, 23), to: Date.UTC(2024, 3, 1, 22) }),
        zone: "Europe/Berlin",
      },
      metrics: [{ of: "visitors" }],
      interval: { unit: "day" },
      compare: "previous",
    }),
    "broken down": (outside) => ({
      query: filtered({ from: day.from, to: day.from + 2 * dayMs }, outside),
      metrics: [{ of: "sessions" }, { of: "median", field: { property: outside } }],
      interval: { unit: "day" },
      breakdown: { field: { property: outside }, limit: 2 },
    }),
  }),
];

function siteFilter(site: string): Condition[] {
  return [{ field: { property: "site_id" }, operator: "eq", value: site }];
}
