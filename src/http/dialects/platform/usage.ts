import { z } from "zod";
import type { RateBudget } from "../../../access/limits/rate-limits.ts";
import { type Call, operation } from "../../operation.ts";
import { knownSubject } from "../../rate.ts";

const month = z.string().describe("A calendar month in UTC, such as `2026-11`");
const rate = z.object({ requests: z.number().int(), windowMs: z.number().int() });

/**
 * How much of its quota a project has used. Events count when they are stored: duplicates, rejected and
 * filtered ones do not, and those that still wait in the log do not yet.
 */
export const usage = operation({
  method: "GET",
  paths: ["/api/v1/usage"],
  dialect: "platform",
  scope: "read",
  summary: "Events of this month and of earlier ones, and what limits them",
  answer: {
    status: 200,
    description: "Limits that are not set are null.",
    schema: z.object({
      month,
      events: z.number().int(),
      eventsMax: z.number().int().nullable(),
      eventsLeft: z.number().int().nullable(),
      resetsAt: z.iso.datetime().describe("When the next month begins"),
      months: z.array(z.object({ month, events: z.number().int() })).describe("The latest first"),
      rates: z
        .object({ ingest: rate, read: rate, reports: rate, platform: rate })
        .nullable()
        .describe("What limits the credentials that ask, by kind of request; null without credentials"),
    }),
  },
  examples: [{ name: "this project's" }],
  handle: async (call) => {
    const { project_id, settings } = call.access;
    const { usage: meter } = call.services;
    const [current, events] = [meter.month(), meter.eventsOf(project_id)];
    const { monthlyEventsMax: eventsMax } = settings.limits;
    const booked = await meter.monthsOf(project_id);
    const earlier = booked.filter((one) => one.month !== current);
    return Response.json({
      month: current,
      events,
      eventsMax,
      eventsLeft: eventsMax === null ? null : Math.max(0, eventsMax - events),
      resetsAt: new Date(meter.monthEnd()).toISOString(),
      months: [{ month: current, events }, ...earlier],
      rates: ratesOf(call),
    });
  },
});

function ratesOf(call: Call): Record<RateBudget, z.infer<typeof rate>> | null {
  const subject = knownSubject(call.access);
  if (subject === null) return null;
  const limitOf = (budget: RateBudget) => {
    const { tokens, windowMs } = call.services.rateLimits.limitOf(subject, budget).limit;
    return { requests: tokens, windowMs };
  };
  return {
    ingest: limitOf("ingest"),
    read: limitOf("read"),
    reports: limitOf("reports"),
    platform: limitOf("platform"),
  };
}
