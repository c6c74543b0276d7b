import fc from "fast-check";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import type { Engine, GivenEvent, StoredEvent } from "./engine.ts";
import { sampledStream } from "./sampled-streams.ts";

/** A small history of one project, in the order of arrival, near a moment where calendars go wrong. */
export interface RandomStream {
  readonly zone: string;
  /** The moment that the stream is around. */
  readonly around: number;
  readonly events: readonly GivenEvent[];
}

/** A stream in the store, and the project it has for itself. */
export interface StoredStream extends Omit<RandomStream, "events"> {
  readonly project: string;
  readonly events: readonly StoredEvent[];
}

const moments: readonly (readonly [zone: string, around: string])[] = [
  ["Europe/Berlin", "2024-03-31T01:00:00Z"], // an hour is missing
  ["Europe/Berlin", "2024-10-27T01:00:00Z"], // an hour comes twice
  ["America/New_York", "2024-11-03T06:00:00Z"],
  ["America/Sao_Paulo", "2018-11-04T03:00:00Z"], // the day starts at 01:00
  ["Australia/Lord_Howe", "2024-04-06T15:00:00Z"], // half an hour comes twice
  ["Asia/Tehran", "2022-03-21T20:30:00Z"], // +03:30 becomes +04:30 at midnight
  ["Asia/Tehran", "2024-02-29T20:30:00Z"],
  ["Asia/Kathmandu", "2024-02-28T18:15:00Z"], // midnight at +05:45, before a leap day
  ["Pacific/Marquesas", "2024-01-01T09:30:00Z"], // midnight of a year at -09:30
  ["Pacific/Apia", "2011-12-30T10:00:00Z"], // a day that never was
  ["UTC", "2024-02-29T00:00:00Z"],
  ["UTC", "2023-12-31T23:59:59.999Z"],
];

const names = ["page_view", "pageview", "signup", "purchase", "view", "Kauf ☕", "イベント", "it's \\ odd"];
const visitors = ["ann", "bob", "zoë", "王", "o'neil", "anonymous"];
const paths = ["/", "/pricing", "/straße", "/a?b='", "/docs/1"];

/** Ties, gaps of exactly the session's timeout and one millisecond beside it, and the steps of calendars. */
const gapsMs = [
  0,
  0,
  0,
  1,
  999,
  minuteMs,
  15 * minuteMs,
  30 * minuteMs - 1,
  30 * minuteMs,
  30 * minuteMs + 1,
  hourMs,
];
const farGapsMs = [2 * hourMs, 23 * hourMs, dayMs, 25 * hourMs, 7 * dayMs, 29 * dayMs, 31 * dayMs];

/** Properties that are missing, that change their type from event to event, and of the same text. */
const scalars = [0, 1, 5, 2.5, -3, 100, "5", "2.5", "", "pro", "it's", "é😀", true, false] as const;

const properties = fc.record(
  {
    plan: fc.constantFrom(...scalars),
    amount: fc.constantFrom(...scalars),
    cart: fc.record({ total: fc.constantFrom(1, 2, 3.5, "4") }),
  },
  { requiredKeys: [] },
);

const draft = fc.record({
  name: fc.constantFrom(...names, "page_view", "signup"),
  visitor_id: fc.constantFrom(...visitors),
  isUser: fc.boolean(),
  session_id: fc.constantFrom("", "", "", "s1", "s2"),
  path: fc.constantFrom("", ...paths),
  country: fc.constantFrom("", "DE", "US", "IR"),
  referrer: fc.constantFrom("", "https://google.com/"),
  is_bot: fc.integer({ min: 0, max: 11 }).map((roll) => roll === 0),
  value: fc.constantFrom(null, null, 1, 2.5, -4, 100),
  gapMs: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...gapsMs) },
    { weight: 1, arbitrary: fc.constantFrom(...farGapsMs) },
  ),
  /** How many places further back it arrives than it happened: very late ones come last. */
  late: fc.integer({ min: 0, max: 19 }).map((roll) => (roll === 0 ? 100 : roll < 4 ? 2 : 0)),
  properties,
});

/** Streams of up to `eventsMax` events; half of the histories lie before the moment, half after it. */
function randomStream(eventsMax = 40): fc.Arbitrary<RandomStream> {
  const place = fc.constantFrom(...moments);
  const drafts = fc.array(draft, { maxLength: eventsMax, size: "max" });
  const back = fc.constantFrom(0, hourMs, dayMs, 3 * dayMs, 8 * dayMs, 40 * dayMs);
  return fc.tuple(place, drafts, back).map(([[zone, around], given, backMs]) => {
    let time = Date.parse(around) - backMs;
    const timed = given.map(({ gapMs, late, isUser, ...more }, index) => {
      time += gapMs;
      const user_id = isUser ? more.visitor_id : "";
      return { arrival: index + late, event: { ...more, time, user_id } satisfies GivenEvent };
    });
    const events = timed.toSorted((a, b) => a.arrival - b.arrival).map((entry) => entry.event);
    return { zone, around: Date.parse(around), events };
  });
}

/** How many streams a property is tried on: 200 as a habit, TIDEMARK_STREAMS=1000 for the full form. */
const streamCount = Number(process.env["TIDEMARK_STREAMS"] ?? 200);

/** For tests of both kinds of projects. */
export const projects = [
  ["of a project that keeps all", false],
  ["of a project that samples", true],
] as const;

interface StreamOptions<Extra> {
  readonly extra: fc.Arbitrary<Extra>;
  readonly eventsMax?: number;
  readonly count?: number;
  /** Makes of each event what the analysis needs more of, such as fewer visitors with more events each. */
  readonly change?: (event: GivenEvent) => GivenEvent;
  /** Whether the project samples; then the stream is what it keeps. */
  readonly isSampled?: boolean;
}

/**
 * Draws streams, puts each into a project of its own, and calls `check` for each. The same seed draws
 * the same streams; a failure says which (`TIDEMARK_SEED=…` has it again). While the engine works on some
 * streams, the references of others are worked out; a check that sets the clock asks for one at a time.
 */
export async function forEachStream<Extra>(
  engine: Engine,
  options: StreamOptions<Extra>,
  check: (stream: StoredStream, extra: Extra) => Promise<void>,
  atOnce = 4,
): Promise<void> {
  const seed = Number(process.env["TIDEMARK_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const drawn = fc.sample(fc.tuple(randomStream(options.eventsMax), options.extra), {
    seed,
    // Those of sampled projects are asked the same with more statements.
    numRuns: options.count ?? (options.isSampled === true ? Math.ceil(streamCount / 2) : streamCount),
  });
  const { change = (event: GivenEvent) => event } = options;
  const cases = drawn.map(([stream]) => {
    const events = stream.events.map(change);
    if (options.isSampled !== true) return { project: engine.newProject(), events };
    const project = engine.newProject();
    engine.sampled.add(project);
    return { project, events: sampledStream(project, events, stream.around) };
  });
  const stored = await engine.insertProjects(cases);
  const tryOne = async (index: number): Promise<void> => {
    const [stream, extra] = drawn[index]!;
    const { project } = cases[index]!;
    try {
      await check({ ...stream, project, events: stored[index]! }, extra);
    } catch (cause) {
      const told = JSON.stringify({ zone: stream.zone, extra, events: stored[index]!.map(brief) });
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`seed ${seed}, stream ${index}: ${message}\n${told}`, { cause });
    }
  };
  for (let from = 0; from < drawn.length; from += atOnce) {
    const indexes = Array.from({ length: Math.min(atOnce, drawn.length - from) }, (_, index) => from + index);
    await Promise.all(indexes.map(tryOne));
  }
}

/** An event without its empty fields, for the message of a failure. */
function brief(event: StoredEvent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(event).filter(([, value]) => value !== "" && value !== null && value !== false),
  );
}
