import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Analysis } from "../../src/analyses/analysis.ts";
import { Analytics } from "../../src/analytics/analytics.ts";
import type { Event } from "../../src/event/event.ts";
import { rowJson } from "../../src/event/row.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { limits } from "../../src/kernel/limits.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import { ok } from "../../src/kernel/result.ts";
import { Fingerprinter } from "../../src/loader/dedupe/fingerprint.ts";
import { SessionTable } from "../../src/loader/sessions/session-table.ts";
import { Sessionizer } from "../../src/loader/sessions/sessionizer.ts";
import { ClickHouseStore } from "../../src/store/clickhouse-store.ts";
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from "../../src/store/embedded/supervisor.ts";
import { migrate } from "../../src/store/migrate.ts";

/** What a test says of an event; everything else is empty. */
export type GivenEvent = Partial<Event> & Pick<Event, "name" | "time" | "visitor_id">;

/** The event as it lies in the store: `seq` is its place in the order of arrival. */
export interface StoredEvent extends Event {
  readonly seq: number;
  readonly session_seed: number;
}

/**
 * The real engine under analyses, without the doors: one embedded ClickHouse with the real tables and
 * views, rows by the real encoder, sessions by the real sessionizer. Start one for each test file; give
 * every case a project of its own.
 */
export class Engine {
  /** The present, as analyses see it. */
  now = Date.UTC(2024, 5, 1);
  readonly store: ClickHouseStore;
  readonly #embedded: EmbeddedClickHouse;
  readonly #folder: string;
  readonly analytics: Analytics;
  /** Projects that are asked about as sampled ones. */
  readonly sampled = new Set<string>();
  readonly #sessionizer = newSessionizer();
  #seq = 0;
  #inserts = 0;
  #projects = 0;

  private constructor(embedded: EmbeddedClickHouse, folder: string) {
    this.#embedded = embedded;
    this.#folder = folder;
    this.store = new ClickHouseStore({ url: embedded.url, headers: embedded.headers });
    this.analytics = new Analytics({
      isSampled: (project) => this.sampled.has(project),
      store: () => Promise.resolve(ok(this.store)),
      // Every insert is a new version, so that nothing is answered from memory.
      dataVersion: () => this.#inserts,
      clock: { now: () => this.now },
      limits: {
        timeoutMs: 30_000,
        memoryBytesMax: 1024 ** 3,
        runningPerProjectMax: 10,
        waitingPerProjectMax: 100,
        streamTimeoutMs: 30_000,
        streamsPerProjectMax: 2,
      },
    });
  }

  static async start(): Promise<Engine> {
    const folder = mkdtempSync(join(tmpdir(), "tidemark-engine-"));
    const parts = { clock: systemClock, logger: silentLogger };
    const embedded = await startEmbeddedClickHouse({ ...parts, folder, memoryBytesMax: 1.5 * 1024 ** 3 });
    const engine = new Engine(embedded, folder);
    await migrate({ ...parts, store: engine.store });
    return engine;
  }

  async stop(): Promise<void> {
    await this.store.close();
    await this.#embedded.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A project that nothing else uses. */
  newProject(): string {
    return `project-${this.#projects++}`;
  }

  /** Inserts events in the order of their arrival and returns them with the sessions they got. */
  async insertEvents(project: string, events: readonly GivenEvent[]): Promise<StoredEvent[]> {
    const [stored] = await this.insertProjects([{ project, events }]);
    return stored!;
  }

  /** The same for many projects in one insert, which is what makes a thousand small cases cheap. */
  async insertProjects(
    cases: readonly { readonly project: string; readonly events: readonly GivenEvent[] }[],
  ): Promise<StoredEvent[][]> {
    const stored = cases.map(({ project, events }) => events.map((event) => this.#place(project, event)));
    const lines = stored.flat().map((event) => {
      const loaded = JSON.stringify({
        seq: event.seq,
        session_id: event.session_id,
        session_seed: event.session_seed,
      });
      return `${loaded.slice(0, -1)},${rowJson(event).slice(1)}\n`;
    });
    if (lines.length === 0) return stored;
    const rows = new TextEncoder().encode(lines.join(""));
    const answer = await this.store.insertRows({
      table: "events_v1",
      rows,
      token: `insert-${this.#inserts++}`,
    });
    if (!answer.ok) throw new Error("the store refused the rows", { cause: answer.error });
    return stored;
  }

  /** The analysis' answer for one project; throws where a caller would get an error. */
  async run<Params, Plan, Answer>(
    analysis: Analysis<Params, Plan, Answer>,
    params: Params,
    project: string,
  ): Promise<Answer> {
    const answer = await this.analytics.run(analysis, params, { project_id: project });
    if (answer.ok) return answer.value;
    throw new Error(`${analysis.name}: ${answer.error.message} ${Bun.inspect(answer.error.cause)}`, {
      cause: answer.error,
    });
  }

  /** The message of the error that the analysis answers, and the parameter that it names. */
  async runFailing<Params, Plan, Answer>(analysis: Analysis<Params, Plan, Answer>, params: Params) {
    const answer = await this.analytics.run(analysis, params, { project_id: "none" });
    if (answer.ok) throw new Error(`${analysis.name} answered where an error was expected`);
    return answer.error;
  }

  #place(project: string, given: GivenEvent): StoredEvent {
    const event = {
      ...emptyEvent,
      event_id: `e${this.#seq}`,
      received_at: given.time,
      ...given,
      project_id: project,
    };
    const encoder = new TextEncoder();
    const session = this.#sessionizer.place(event, {
      visitor_id: encoder.encode(event.visitor_id),
      session_id: encoder.encode(event.session_id),
      time: event.time,
    });
    return { ...event, session_id: session.id, session_seed: session.seed, seq: this.#seq++ };
  }
}

function newSessionizer(): Sessionizer {
  return new Sessionizer({
    fingerprinter: new Fingerprinter([1n, 2n]),
    table: new SessionTable(),
    timeoutMs: limits.sessionTimeoutMs,
  });
}

const emptyEvent: Omit<Event, "name" | "time" | "visitor_id" | "received_at" | "event_id"> = {
  project_id: "",
  user_id: "",
  anonymous_id: "",
  session_id: "",
  url: "",
  path: "",
  title: "",
  referrer: "",
  referrer_domain: "",
  channel: "",
  utm_source: "",
  utm_medium: "",
  utm_campaign: "",
  utm_term: "",
  utm_content: "",
  device_type: "",
  os: "",
  os_version: "",
  browser: "",
  browser_version: "",
  is_bot: false,
  bot_name: "",
  country: "",
  region: "",
  city: "",
  value: null,
  currency: "",
  source: "platform",
  ip_hash: "",
  sample_factor: 1,
  properties: {},
};
