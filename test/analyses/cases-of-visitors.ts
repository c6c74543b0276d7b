import { abTestMembers } from "../../src/analyses/ab-test-members/index.ts";
import { abTest } from "../../src/analyses/ab-test/index.ts";
import type { AbTestParams } from "../../src/analyses/ab-test/params.ts";
import { eventExport } from "../../src/analyses/event-export/index.ts";
import { eventNames } from "../../src/analyses/event-names/index.ts";
import { eventProperties } from "../../src/analyses/event-properties/index.ts";
import { funnelMembers } from "../../src/analyses/funnel-members/index.ts";
import { funnel } from "../../src/analyses/funnel/index.ts";
import type { FunnelParams } from "../../src/analyses/funnel/params.ts";
import { journey } from "../../src/analyses/journey/index.ts";
import { lifecycle } from "../../src/analyses/lifecycle/index.ts";
import { paths } from "../../src/analyses/paths/index.ts";
import { retentionMembers } from "../../src/analyses/retention-members/index.ts";
import { retention } from "../../src/analyses/retention/index.ts";
import type { RetentionParams } from "../../src/analyses/retention/params.ts";
import { segmentMembers } from "../../src/analyses/segment-members/index.ts";
import { sessionDetail } from "../../src/analyses/session-detail/index.ts";
import { sessions } from "../../src/analyses/sessions/index.ts";
import { dayMs, hourMs } from "../../src/kernel/clock.ts";
import {
  casesNow,
  casesOf,
  conditions,
  day,
  filtered,
  oddDays,
  oddHours,
  segment,
  type Case,
  whole,
  within,
} from "./case.ts";

/** Questions of what visitors did one thing after the other, and of what is known about events and properties. */
export const visitorCases: readonly Case[] = [
  ...casesOf(funnel)({
    "ordered, within a day": (outside) => ({ ...purchase(outside), windowMs: dayMs }),
    "ordered, with limits between steps and an exclusion": (outside) => ({
      ...purchase(outside),
      steps: purchase(outside).steps.map((step, index) =>
        index === 0 ? step : { ...step, withinMs: hourMs },
      ),
      exclusions: [{ event: { name: outside, conditions: [] }, afterStep: 1, beforeStep: 2 }],
    }),
    "strict, of sessions": (outside) => ({
      ...purchase(outside),
      order: "strict",
      unit: "session",
      windowMs: dayMs,
    }),
    "any order": (outside) => ({ ...purchase(outside), order: "any", windowMs: dayMs }),
    "broken down and filtered": (outside) => ({
      ...purchase(outside),
      query: filtered(day, outside),
      breakdown: { field: { property: outside }, valuesMax: 3 },
    }),
  }),
  ...casesOf(funnelMembers)({
    "who reached the second step": (outside) => ({
      funnel: { ...purchase(outside), windowMs: dayMs },
      step: 2,
      outcome: "reached",
      limit: 50,
    }),
    "the next page of who dropped out, of one value": (outside) => ({
      funnel: { ...purchase(outside), breakdown: { field: { property: outside }, valuesMax: 3 } },
      step: 3,
      outcome: "dropped",
      group: { value: outside },
      limit: 50,
      after: "4711",
    }),
    "of none of the values": (outside) => ({
      funnel: {
        ...purchase(outside),
        unit: "session",
        breakdown: { field: { column: "country" }, valuesMax: 3 },
      },
      step: 1,
      outcome: "reached",
      group: { noneOf: [outside, null] },
      limit: 50,
    }),
  }),
  ...casesOf(sessions)({
    "of a range": () => ({ period: day, filters: {}, includeBots: false, limit: 50 }),
    "that go on now": () => ({ period: "active", filters: {}, includeBots: false, limit: 50 }),
    "with an event that is selected": (outside) => ({
      period: day,
      filters: {},
      having: {
        filters: conditions(outside),
        segment: { segment: segment(outside), asOf: casesNow },
      },
      includeBots: false,
      limit: 50,
    }),
    "every filter, the next page": (outside) => ({
      period: oddHours,
      filters: {
        visitor_id: outside,
        user_id: outside,
        country: outside,
        device_type: outside,
        channel: outside,
        landing_path: outside,
        exit_path: outside,
        isBounce: true,
      },
      includeBots: true,
      limit: 10,
      after: { startedAt: day.from, sessionId: outside },
    }),
  }),
  ...casesOf(sessionDetail)({ "by its id": (outside) => ({ sessionId: outside, eventsMax: 100 }) }),
  ...casesOf(journey)({
    "from the start": (outside) => ({ visitors: [outside, "other"], period: {}, limit: 100 }),
    "the next page of a range": (outside) => ({
      visitors: [outside, "other"],
      period: day,
      limit: 10,
      after: { time: day.from + 1, seq: 4_711 },
    }),
  }),
  ...casesOf(paths)({
    "events after an event": (outside) => ({
      query: within(day),
      start: { name: outside, conditions: [] },
      direction: "after",
      by: "event",
      depth: 3,
      limit: 5,
    }),
    "pages before a page, filtered": (outside) => ({
      query: filtered(day, outside),
      start: { conditions: [{ field: { column: "path" }, operator: "eq", value: outside }] },
      direction: "before",
      by: "page",
      depth: 2,
      limit: 3,
    }),
  }),
  ...casesOf(eventNames)({ filtered: (outside) => ({ query: filtered(day, outside), limit: 100 }) }),
  ...casesOf(eventProperties)({
    filtered: (outside) => ({ query: filtered(day, outside), limit: 100, samples: 5 }),
  }),
  ...casesOf(lifecycle)({
    "days of a zone": () => ({
      query: {
        ...within({ from: Date.UTC(2024, 2, 29, 23), to: Date.UTC(2024, 3, 1, 22) }),
        zone: "Europe/Berlin",
      },
      interval: { unit: "day" },
    }),
    "days, from their visitors": () => ({ query: within(oddDays), interval: { unit: "day" } }),
    "weeks, filtered": (outside) => ({
      query: filtered(day, outside),
      interval: { unit: "week", weekStart: "sunday" },
    }),
  }),
  ...casesOf(whole(eventExport))({
    "a day": () => ({ query: within(day), limit: 1_000 }),
    filtered: (outside) => ({ query: filtered(oddHours, outside), limit: 10 }),
  }),
  ...casesOf(retention)({
    "first signups by day": (outside) => comingBack(outside),
    "recurring, by week of a zone, filtered": (outside) => ({
      ...comingBack(outside),
      query: { ...filtered(day, outside), zone: "Europe/Berlin" },
      mode: "recurring",
      unit: "week",
      weekStart: "sunday",
    }),
    "rolling periods of one cohort": (outside) => ({
      ...comingBack(outside),
      unit: "all",
      rollingMs: dayMs,
    }),
  }),
  ...casesOf(retentionMembers)({
    "the cohort itself": (outside) => ({ retention: comingBack(outside), cohort: day.from, limit: 50 }),
    "who came back, the next page": (outside) => ({
      retention: comingBack(outside),
      cohort: day.from,
      period: 2,
      limit: 50,
      after: "4711",
    }),
  }),
  ...casesOf(abTest)({
    "conversion of what is found": (outside) => buttonColor(outside),
    "revenue within a window, allocated and filtered": (outside) => ({
      ...buttonColor(outside),
      query: filtered(day, outside),
      valueField: { property: outside },
      windowMs: dayMs,
      allocation: [
        { variant: outside, weight: 1 },
        { variant: "B", weight: 3 },
      ],
      control: "B",
    }),
  }),
  ...casesOf(abTestMembers)({
    "who did not convert, the next page": (outside) => ({
      test: buttonColor(outside),
      outcome: "not_converted",
      of: { variant: outside },
      limit: 50,
      after: "4711",
    }),
    "of none of the variants": (outside) => ({
      test: buttonColor(outside),
      outcome: "exposed",
      of: { noneOf: [outside, "B"] },
      limit: 50,
    }),
    "who was in several variants": (outside) => ({
      test: buttonColor(outside),
      outcome: "excluded",
      limit: 50,
    }),
  }),
  ...casesOf(segmentMembers)({
    "the next page": (outside) => ({ segment: segment(outside), limit: 50, after: "4711" }),
  }),
];

/** Three steps: a name, a name with conditions, and another name with a condition on a property. */
function purchase(outside: string): FunnelParams {
  return {
    query: within(day),
    steps: [
      { event: { name: "page_view", conditions: [] } },
      {
        event: { name: outside, conditions: [{ field: { column: "path" }, operator: "eq", value: outside }] },
      },
      {
        event: { name: "purchase", conditions: [{ field: { property: outside }, operator: "gt", value: 5 }] },
      },
    ],
    order: "ordered",
    exclusions: [],
    unit: "visitor",
  };
}

/** Assigned by an event of a name with a property, converted with another name. */
function buttonColor(outside: string): AbTestParams {
  return {
    query: within(day),
    assignment: {
      name: outside,
      conditions: [{ field: { property: outside }, operator: "exists", value: true }],
    },
    variantField: { property: outside },
    metric: { name: "purchase", conditions: [{ field: { column: "path" }, operator: "eq", value: outside }] },
    confidence: 0.95,
    minimumSampleSize: 100,
  };
}

/** Signups, and any event of a path afterwards. */
function comingBack(outside: string): RetentionParams {
  return {
    query: within(day),
    mode: "first_time",
    entry: { name: outside, conditions: [{ field: { property: outside }, operator: "exists", value: true }] },
    return: { conditions: [{ field: { column: "path" }, operator: "eq", value: outside }] },
    unit: "day",
    lastPeriod: 7,
  };
}
