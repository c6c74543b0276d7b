import { z } from "zod";
import { type EpochMs, minuteMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import { sampleEvents } from "./sample-events.ts";

/** What is there in the end. */
export interface Seeded {
  readonly accepted: number;
  /** Of an earlier time. */
  readonly duplicate: number;
}

/**
 * Sends the sample data through the ordinary API, with the key of the `platform` document, which only
 * a server in open mode takes: so nothing is ever seeded into one that is not.
 */
export async function runSeed(url: string, now: EpochMs): Promise<Result<Seeded, string>> {
  const welcome = await ask(url, "GET", "/api/v1/funnels");
  if (welcome.status === 401) return err(`${url} is not in open mode; sample data has no place there`);
  const funnels = z.object({ funnels: z.array(z.object({ name: z.string() })) }).safeParse(welcome.body);
  if (!funnels.success) return err(`${url} answers ${welcome.status}: ${JSON.stringify(welcome.body)}`);
  const events = [...sampleEvents(now, days)];
  let accepted = 0;
  let duplicate = 0;
  for (let at = 0; at < events.length; at += limits.batchEventsMax) {
    const batch = events.slice(at, at + limits.batchEventsMax);
    const sent = await ask(url, "POST", "/api/v1/events/import", batch);
    const counts = z.object({ accepted: z.number(), duplicate: z.number() }).safeParse(sent.body);
    if (!counts.success) return err(`${url} answers ${sent.status}: ${JSON.stringify(sent.body)}`);
    accepted += counts.data.accepted;
    duplicate += counts.data.duplicate;
  }
  if (!funnels.data.funnels.some(({ name }) => name === funnel.name))
    await ask(url, "POST", "/api/v1/funnels", funnel);
  await ask(url, "GET", "/api/v1/ingestion?waitMs=20000");
  return ok({ accepted, duplicate });
}

export const sampleKey = "sample-api-key-789";
const days = 30;

const funnel = {
  name: "E-commerce Funnel",
  steps: ["page_view", "add_to_cart", "checkout_start", "purchase"].map((eventName) => ({ eventName })),
};

async function ask(url: string, method: string, path: string, body?: unknown) {
  const response = await fetch(url + path, {
    method,
    headers: { "X-API-Key": sampleKey, "Content-Type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(minuteMs),
  });
  return { status: response.status, body: await response.json().catch(() => null) };
}
