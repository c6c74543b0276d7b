import { z } from "zod";
import { overview } from "../../../../analyses/overview/index.ts";
import { realtime } from "../../../../analyses/realtime/index.ts";
import { assert } from "../../../../kernel/assert.ts";
import { ok } from "../../../../kernel/result.ts";
import { presentOf } from "../../../../query/segment.ts";
import { countingAnswer } from "../../../bound.ts";
import { question, questionFields, questionQuery, strictBody } from "../question.ts";

const count = z.number().int();
const topPages = z.number().int().min(1).max(100).default(10);
const counts = z.array(z.object({ value: z.string(), count }));

/** A project at a glance (docs/semantics.md, Overview). */
export const overviewQuestion = question({
  type: "overview",
  summary: "Events, visitors, sessions and what they were about",
  body: strictBody({ ...questionFields, topPages }),
  answer: countingAnswer({
    events: count,
    visitors: count,
    sessions: count.describe("Active in the range"),
    averageSessionDuration: z.number().describe("Milliseconds, of the sessions that started in the range"),
    bounceRate: z.number().describe("0 to 1, of the sessions that started in the range"),
    eventNames: counts,
    devices: counts,
    countries: counts,
    pages: counts.describe("By page views"),
  }),
  examples: [
    { name: "a month", body: { startDate: "2024-01-01", endDate: "2024-01-31", timezone: "Europe/Berlin" } },
    {
      name: "of visitors who bought",
      body: { segment: { did: { event: "purchase" } }, topPages: 5 },
    },
  ],
  analysis: overview,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    return query.ok ? ok({ query: query.value, topPages: body.topPages }) : query;
  },
  present: ({ names, devices, countries, pages, averageSessionDurationMs, ...totals }) => ({
    ...totals,
    averageSessionDuration: averageSessionDurationMs,
    eventNames: names.map(presentCount),
    devices: devices.map(presentCount),
    countries: countries.map(presentCount),
    pages: pages.map(presentCount),
  }),
});

const { filters, segment, includeBots } = questionFields;

/** Who is there right now (docs/semantics.md, Realtime). */
export const realtimeQuestion = question({
  type: "realtime",
  summary: "Sessions and visitors of the last 30 minutes, and the pages they are on",
  body: strictBody({ filters, segment, includeBots, topPages }),
  answer: countingAnswer({
    activeSessions: count,
    activeVisitors: count,
    eventsLastMinute: count,
    pages: z.array(z.object({ page: z.string(), sessions: count })),
  }),
  examples: [
    { name: "now", body: {} },
    { name: "in Germany", body: { filters: [{ field: "country", operator: "eq", value: "DE" }] } },
  ],
  analysis: realtime,
  ask: ({ segment: asked, ...body }, now) => {
    if (asked === undefined) return ok(body);
    assert(!("id" in asked), "saved segments were looked up");
    return ok({ ...body, segment: { segment: asked, asOf: presentOf(asked, now) } });
  },
  present: (answer) => answer,
});

function presentCount({ value, events }: { readonly value: string; readonly events: number }) {
  return { value, count: events };
}
