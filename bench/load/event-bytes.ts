import { SeededRandom } from "../../test/harness/random.ts";

/*
 * Request bodies that cost next to nothing to make: the bytes are laid out once, and for each request
 * only the digits that differ from event to event are written over.
 */

/** How an event is written; the digits in the slots are written anew each time. */
export interface BodyFormat {
  readonly path: string;
  /** JSON of one event with a place of fixed length for each slot. */
  event(choice: EventChoice): string;
  readonly isBatch: boolean;
}

interface EventChoice {
  readonly name: string;
  readonly page: string;
  readonly referrer: string;
  readonly plan: string;
}

const time = "T".repeat(13);
const user = "U".repeat(6);
const price = "P".repeat(4);

const shared = ({ page, referrer, plan }: EventChoice) =>
  `"properties":{"page":"${page}","referrer":"${referrer}","price":1${price},"plan":"${plan}","viewport":"1440x900"}`;

/** About 220 bytes, as a tracker in a browser sends them. */
export const collectFormat: BodyFormat = {
  path: "/collect",
  isBatch: false,
  event: (choice) =>
    `{"type":"${choice.name}","sessionId":"s-${user}","userId":"user-${user}","timestamp":${time},${shared(choice)}}`,
};

export const eventsBatchFormat: BodyFormat = { ...collectFormat, path: "/events/batch", isBatch: true };

export interface RequestOptions {
  readonly host: string;
  readonly seed: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** One request's bytes, complete with its head, whose events differ at each `renew`. */
export class RequestBytes {
  readonly bytes: Buffer;
  readonly events: number;
  readonly #times: Uint32Array;
  readonly #users: Uint32Array;
  readonly #prices: Uint32Array;
  #state: number;

  constructor(format: BodyFormat, events: number, { host, seed, headers }: RequestOptions) {
    const random = new SeededRandom(seed);
    const body = bodyOf(format, events, random);
    const length = Buffer.byteLength(body);
    const head = [
      `POST ${format.path} HTTP/1.1`,
      `Host: ${host}`,
      `User-Agent: ${random.pick(userAgents)}`,
      "Content-Type: application/json",
      `Content-Length: ${length}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ].join("\r\n");
    this.bytes = Buffer.from(`${head}\r\n\r\n${body}`);
    this.events = events;
    const from = this.bytes.byteLength - length;
    this.#times = slots(this.bytes, time, from);
    this.#users = slots(this.bytes, user, from);
    this.#prices = slots(this.bytes, price, from);
    this.#state = random.whole(1, 2 ** 31 - 1);
  }

  /** Gives each event another time, user, session and price; times are of the last seconds. */
  renew(nowMs: number): void {
    for (const at of this.#times) writeDigits(this.bytes, at, time.length, nowMs - (this.#next() & 4095));
    for (let index = 0; index < this.#users.length; index += 2) {
      // Squared, because few users send most of the events.
      const share = this.#next() / 2 ** 32;
      const number = Math.floor(share * share * usersMax);
      writeDigits(this.bytes, this.#users[index]!, user.length, number);
      writeDigits(this.bytes, this.#users[index + 1]!, user.length, number);
    }
    for (const at of this.#prices) writeDigits(this.bytes, at, price.length, this.#next() % 10_000);
  }

  /** Marsaglia's xorshift: three operations, random enough for load. */
  #next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }
}

const usersMax = 200_000;

function bodyOf(format: BodyFormat, events: number, random: SeededRandom): string {
  const list = Array.from({ length: events }, () => format.event(choose(random)));
  return format.isBatch ? `[${list.join(",")}]` : list[0]!;
}

function choose(random: SeededRandom): EventChoice {
  // Most pages of a site get few views, and most events are page views.
  const rank = Math.floor(random.next() ** 3 * 500);
  return {
    name: random.chance(0.6) ? "pageview" : random.pick(names),
    page: `/products/item-${rank}`,
    referrer: random.chance(0.4) ? "" : random.pick(referrers),
    plan: random.pick(["free", "pro", "team"]),
  };
}

const names = ["click", "scroll", "search", "add_to_cart", "checkout", "purchase", "signup", "video_play"];
const referrers = [
  "https://www.google.com/",
  "https://news.ycombinator.com/item?id=1",
  "https://duckduckgo.com/",
  "https://shop.example/",
];
const userAgents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
];

function slots(bytes: Buffer, slot: string, from: number): Uint32Array {
  const found: number[] = [];
  for (let at = bytes.indexOf(slot, from); at !== -1; at = bytes.indexOf(slot, at + slot.length))
    found.push(at);
  return Uint32Array.from(found);
}

function writeDigits(bytes: Buffer, at: number, length: number, value: number): void {
  let rest = value;
  for (let place = at + length - 1; place >= at; place--) {
    const quotient = Math.floor(rest / 10);
    bytes[place] = 48 + rest - quotient * 10;
    rest = quotient;
  }
}
