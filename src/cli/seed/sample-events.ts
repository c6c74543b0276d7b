import { dayMs, hourMs, minuteMs, secondMs, type EpochMs } from "../../kernel/clock.ts";

/** An event of `POST /api/v1/events/import`. */
export type SampleEvent = Readonly<Record<string, unknown>> & { readonly time: EpochMs };

/**
 * A small shop's last days: visitors who come back, look around, some of whom sign up, put something
 * into the cart and buy. A day's events are the same whenever they are made, with the same ids, so
 * doing it again adds only the days that have come since.
 */
export function* sampleEvents(now: EpochMs, days: number): Generator<SampleEvent> {
  const today = Math.floor(now / dayMs);
  for (let day = today - days + 1; day <= today; day++) {
    for (let visitor = 0; visitor < visitors; visitor++) {
      const chance = chancesOf(day * 1_000 + visitor);
      // Each has a rhythm of their own; weekends are quieter.
      const isWeekend = [2, 3].includes(day % 7);
      if (chance() > (visitor % 10 === 0 ? 0.7 : 0.18) * (isWeekend ? 0.6 : 1)) continue;
      for (const event of visit(visitor, day, chance)) if (event.time <= now) yield event;
    }
  }
}

const visitors = 400;

function* visit(visitor: number, day: number, chance: () => number): Generator<SampleEvent> {
  let time = day * dayMs + Math.floor(6 * hourMs + chance() * 17 * hourMs);
  let count = 0;
  const came = pick(sources, chance());
  const sent = (name: string, page: string, more: Record<string, unknown> = {}): SampleEvent => {
    time += Math.floor(5 * secondMs + chance() * 2 * minuteMs);
    const { properties = {}, ...fields } = more;
    return {
      name,
      event_id: `sample-${day}-${visitor}-${count++}`,
      time,
      user_id: `user${visitor}`,
      url: `https://shop.example${page}${count === 1 ? came.query : ""}`,
      referrer: count === 1 ? came.referrer : "",
      user_agent: pick(userAgents, (visitor % 7) / 7),
      ip: `203.0.113.${visitor % 250}`,
      ...fields,
      properties: { plan: visitor % 5 === 0 ? "pro" : "free", ...(properties as object) },
    };
  };
  const product = `/products/${1 + Math.floor(chance() * 12)}`;
  yield sent("page_view", pick(landingPages, chance()));
  if (chance() < 0.35) return;
  yield sent("page_view", product);
  if (chance() < 0.15)
    yield sent("signup", "/signup", { properties: { method: pick(["email", "google"], chance()) } });
  if (chance() < 0.4) yield sent("button_click", product, { properties: { button: "compare" } });
  if (chance() < 0.55) return;
  const price = 10 + Math.floor(chance() * 190);
  yield sent("add_to_cart", product, { properties: { product, price } });
  if (chance() < 0.45) return;
  yield sent("checkout_start", "/checkout");
  if (chance() < 0.3) return;
  yield sent("purchase", "/thanks", { value: price, currency: "EUR", properties: { product, price } });
}

const landingPages = ["/", "/home", "/pricing", "/blog/how-to-choose"];

const sources = [
  { referrer: "", query: "" },
  { referrer: "https://www.google.com/", query: "" },
  { referrer: "https://news.ycombinator.com/", query: "" },
  { referrer: "", query: "?utm_source=newsletter&utm_medium=email&utm_campaign=spring" },
];

const userAgents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
];

function pick<T>(list: readonly T[], chance: number): T {
  return list[Math.min(list.length - 1, Math.floor(chance * list.length))]!;
}

/** Numbers in [0, 1) that follow from the seed: a multiplicative mix, good enough for a shop that does not exist. */
function chancesOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
