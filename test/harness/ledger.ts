import { isKept } from "../../src/enrich/sample.ts";
import { type SamplingRules, factorOf } from "../../src/event/sampling-rules.ts";
import type { SentEvent } from "./doors.ts";
import type { SeededRandom } from "./random.ts";
import type { StoreReader } from "./store-reader.ts";

/**
 * What clients sent and what they were told, kept beside the server under test, to be held against what
 * is stored in the end: every acknowledged event once, no other more than once, nothing unsent. Of a project that samples:
 * those of the visitors that it keeps, each with its factor, and none of the others.
 */
export class Ledger {
  readonly #lines = new Map<string, Line>();
  readonly #random: SeededRandom;
  /** Distinguishes this ledger's ids from those of others on the same data folder. */
  readonly #prefix: string;
  readonly #now: number;
  readonly #sampling: SamplingRules;
  readonly totals = {
    sent: 0,
    acknowledged: 0,
    badSent: 0,
    badAcknowledged: 0,
    filteredSent: 0,
    leftOutSent: 0,
    leftOutAcknowledged: 0,
  };

  constructor(options: { random: SeededRandom; prefix: string; now: number; sampling?: SamplingRules }) {
    this.#sampling = options.sampling ?? { keepOneIn: 1, events: new Map() };
    this.#random = options.random.fork();
    this.#prefix = options.prefix;
    this.#now = options.now;
  }

  get acknowledgedEvents(): number {
    return this.#lines.values().reduce((count, line) => count + (line.acknowledged > 0 ? 1 : 0), 0);
  }

  /** New events that nobody has sent yet: few users, pages and sessions, times over two weeks and some over years. */
  newEvents(count: number): SentEvent[] {
    return Array.from({ length: count }, () => {
      const event = randomEvent(
        this.#random,
        `${this.#prefix}-${this.#lines.size}`,
        this.#lines.size,
        this.#now,
      );
      const factor = factorOf(this.#sampling, event.name);
      const keptAt = isKept("default", event.userId, factor) ? factor : null;
      this.#lines.set(event.id, { event, keptAt, sent: 0, acknowledged: 0, isFiltered: false });
      return event;
    });
  }

  /** How many of them the project keeps. */
  keptOf(events: readonly SentEvent[]): number {
    return events.filter((event) => this.#line(event).keptAt !== null).length;
  }

  /** To be called before the bytes leave: from here on the events may be stored. */
  sending(events: readonly SentEvent[], bad: number): void {
    for (const event of events) this.#line(event).sent += 1;
    const kept = this.keptOf(events);
    this.totals.sent += kept;
    this.totals.leftOutSent += events.length - kept;
    this.totals.badSent += bad;
  }

  /** The server has said that it has them. */
  acknowledged(events: readonly SentEvent[], bad: number): void {
    for (const event of events) this.#line(event).acknowledged += 1;
    const kept = this.keptOf(events);
    this.totals.acknowledged += kept;
    this.totals.leftOutAcknowledged += events.length - kept;
    this.totals.badAcknowledged += bad;
  }

  /** Sent with a wish not to be tracked, to a server that drops such events. */
  sendingUntracked(events: readonly SentEvent[]): void {
    for (const event of events) this.#line(event).isFiltered = true;
    this.totals.filteredSent += events.length;
  }

  /** What is wrong in the store, one line each, at most a few of them; empty when all is well. */
  async faults(store: StoreReader): Promise<string[]> {
    const stored = new Map<string, StoredEvent>();
    for (const row of await store.rows<StoredEvent>(storedEventsSql)) stored.set(row.id, row);
    const lost = [...this.#lines.values()].filter(
      ({ event, keptAt, acknowledged }) => acknowledged > 0 && keptAt !== null && !stored.has(event.id),
    );
    const wrong = [...stored.values()].map((row) => faultOf(row, this.#lines.get(row.id)));
    const faults = [...lost.map(({ event }) => `${event.id} was acknowledged and is not stored`), ...wrong];
    const found = faults.filter((fault) => fault !== null);
    const more = found.length - faultsShownMax;
    return more <= 0 ? found : [...found.slice(0, faultsShownMax), `and ${more} more`];
  }

  /** What is wrong with the counters that the API reports; empty when they add up. */
  counterFaults(counters: IngestionCounters, storedRows: number): string[] {
    const { received, stored, duplicate } = counters;
    const { totals } = this;
    const rejected = sum(counters.rejected);
    const { do_not_track = 0, sampled_out = 0, ...otherwise } = counters.filtered;
    const filtered = do_not_track + sampled_out + sum(otherwise);
    const checks: [name: string, value: number, from: number, to: number][] = [
      [
        "received - (stored + duplicate + rejected + filtered)",
        received - stored - duplicate - rejected - filtered,
        0,
        0,
      ],
      ["stored", stored, storedRows, storedRows],
      ["stored + duplicate", stored + duplicate, totals.acknowledged, totals.sent],
      ["rejected", rejected, totals.badAcknowledged, totals.badSent],
      ["filtered as do_not_track", do_not_track, 0, totals.filteredSent],
      ["filtered as sampled_out", sampled_out, totals.leftOutAcknowledged, totals.leftOutSent],
      ["filtered otherwise", sum(otherwise), 0, 0],
    ];
    return checks
      .filter(([, value, from, to]) => !(value >= from && value <= to))
      .map(
        ([name, value, from, to]) =>
          `${name} is ${value}, and should be ${from === to ? from : `${from} to ${to}`}`,
      );
  }

  #line(event: SentEvent): Line {
    return this.#lines.get(event.id)!;
  }
}

/** `GET /api/v1/ingestion`, as far as it adds up. */
export interface IngestionCounters {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  /** By reason. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly filtered: Readonly<Record<string, number>>;
}

interface Line {
  readonly event: SentEvent;
  /** For how many events it stands; null: its visitor is none of the sample. */
  readonly keptAt: number | null;
  sent: number;
  acknowledged: number;
  isFiltered: boolean;
}

interface StoredEvent {
  readonly id: string;
  readonly copies: number;
  readonly name: string;
  readonly user: string;
  readonly path: string;
  readonly time: number;
  readonly mark: string;
  readonly factor: number;
}

const faultsShownMax = 20;

const storedEventsSql = `SELECT event_id AS id, count() AS copies, any(name) AS name, any(user_id) AS user,
  any(path) AS path, any(toUnixTimestamp64Milli(time)) AS time, any(toString(properties.mark)) AS mark,
  any(sample_factor) AS factor
  FROM events_v1 GROUP BY event_id`;

function faultOf(row: StoredEvent, line: Line | undefined): string | null {
  if (line === undefined || (line.sent === 0 && !line.isFiltered))
    return `${row.id} is stored and was never sent`;
  if (line.isFiltered) return `${row.id} is stored although its sender is not to be tracked`;
  if (line.keptAt === null) return `${row.id} is stored although its visitor is none of the sample`;
  if (row.copies !== 1) return `${row.id} is stored ${row.copies} times`;
  const { event } = line;
  const same =
    row.name === event.name &&
    row.user === event.userId &&
    row.path === event.page &&
    row.time === event.time &&
    row.mark === String(event.mark) &&
    row.factor === line.keptAt;
  return same
    ? null
    : `${row.id} is stored as ${JSON.stringify(row)}, and was sent as ${JSON.stringify(event)}`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

const names = ["pageview", "page_view", "click", "purchase", "signup", "größe geändert", "video_play"];
const pages = ["/", "/pricing", "/docs/start", "/blog/älter", "/checkout", "/a/very/deep/page"];
const spreadMs = 14 * 24 * 3_600_000;
/** History that is sent late: it touches many partitions of the store. */
const oldSpreadMs = 6 * 365 * 24 * 3_600_000;

function randomEvent(random: SeededRandom, id: string, mark: number, now: number): SentEvent {
  const user = random.whole(1, 400);
  // A user has one session a day, so that sessions grow over batches, restarts and doors.
  const time = now - random.whole(0, random.chance(0.02) ? oldSpreadMs : spreadMs);
  return {
    id,
    name: random.pick(names),
    userId: `user-${user}`,
    sessionId: random.chance(0.4) ? `session-${user}-${Math.floor(time / 86_400_000)}` : "",
    time,
    page: random.pick(pages),
    mark,
  };
}
