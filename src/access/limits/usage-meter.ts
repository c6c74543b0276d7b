import type { Usage, UsageOfMonth } from "../../catalog/usage.ts";
import type { Clock } from "../../kernel/clock.ts";
import { type Failure, failure } from "../../kernel/errors.ts";
import type { ProjectId } from "../../kernel/ids.ts";
import type { Logger } from "../../kernel/logger.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import { WaitingEvents } from "./waiting-events.ts";

export interface UsageMeterOptions {
  readonly usage: Usage;
  /** Names this process's log among those that share a catalog. */
  readonly source: string;
  readonly loader: LoadedEvents;
  /** Null: as many as they like. */
  readonly monthlyEventsMax: (project: ProjectId) => number | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly bookMs: number;
}

/** What the loader of this process says of itself. */
export interface LoadedEvents {
  /** Running totals by project since the log exists; null while they are not known yet. */
  totals(): ReadonlyMap<ProjectId, LoadedTotals> | null;
  /** Whether nothing that was accepted waits for the loader. */
  isDrained(): boolean;
}

export interface LoadedTotals {
  readonly stored: number;
  /** Stored, recognised as duplicates, or refused by the store: all that were accepted and have been loaded. */
  readonly loaded: number;
}

/**
 * Counts the events of each month, and refuses those past a project's quota.
 *
 * The truth are the loader's totals, which are as durable as the events; every `bookMs` they are booked to the
 * month in the catalog, where processes that share it meet. For the quota, events that this process has
 * accepted and not loaded yet count as well. So one process never stores more than the quota; several
 * may exceed it by what the others store between two bookings. At the turn of the month, events that were not
 * booked yet count for the new one.
 */
export class UsageMeter {
  readonly #options: UsageMeterOptions;
  readonly #waiting: WaitingEvents;
  readonly #timer: ReturnType<typeof setInterval>;
  /** The month's events of all processes, as of the latest booking. */
  #booked: { readonly month: string; readonly events: ReadonlyMap<ProjectId, number> };
  /** Of this process's totals, what is in there already. */
  #counted: ReadonlyMap<ProjectId, number>;
  #booking: Promise<void> | null = null;
  #problem = "";

  private constructor(options: UsageMeterOptions, counted: ReadonlyMap<ProjectId, number>) {
    this.#options = options;
    this.#waiting = new WaitingEvents(options.loader);
    this.#counted = counted;
    this.#booked = { month: "", events: new Map() };
    this.#timer = setInterval(() => void this.book(), options.bookMs);
    this.#timer.unref();
  }

  static async open(options: UsageMeterOptions): Promise<UsageMeter> {
    const meter = new UsageMeter(options, await options.usage.bookedOf(options.source));
    await meter.book();
    return meter;
  }

  /** Events stored in this month, as far as this process knows. */
  eventsOf(project: ProjectId): number {
    const { month, events } = this.#booked;
    const booked = month === this.month() ? (events.get(project) ?? 0) : 0;
    const stored = this.#options.loader.totals()?.get(project)?.stored ?? 0;
    return booked + Math.max(0, stored - (this.#counted.get(project) ?? 0));
  }

  /**
   * Asks for room for so many events. Gives whether room was set aside, which it is only under a quota: then
   * `settle` has to be told what became of the events.
   */
  hold(project: ProjectId, events: number): Result<boolean, Failure> {
    const eventsMax = this.#options.monthlyEventsMax(project);
    if (eventsMax === null) return unlimited;
    const left = Math.max(0, eventsMax - this.eventsOf(project) - this.#waiting.of(project));
    if (events > left) return err(this.#exceeded(eventsMax, left));
    this.#waiting.begin(project, events);
    return held;
  }

  settle(project: ProjectId, events: number, isAccepted: boolean): void {
    this.#waiting.settle(project, events, isAccepted);
  }

  /** What is booked, the latest month first. */
  monthsOf(project: ProjectId): Promise<UsageOfMonth[]> {
    return this.#options.usage.monthsOf(project);
  }

  /** Such as `2026-11`. */
  month(): string {
    return new Date(this.#options.clock.now()).toISOString().slice(0, 7);
  }

  /** The first moment of the next month, in UTC. */
  monthEnd(): number {
    const now = new Date(this.#options.clock.now());
    return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
  }

  /** Writes what is new into the catalog; a catalog that does not answer gets it the next time. */
  book(): Promise<void> {
    this.#booking ??= this.#book()
      .catch((cause: unknown) => this.#noteProblem(cause))
      .finally(() => {
        this.#booking = null;
      });
    return this.#booking;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.book();
  }

  async #book(): Promise<void> {
    const { usage, source, loader } = this.#options;
    const month = this.month();
    const totals = loader.totals() ?? new Map<ProjectId, LoadedTotals>();
    const isNew = ([project, { stored }]: [ProjectId, LoadedTotals]) => stored !== this.#counted.get(project);
    const news = [...totals]
      .filter(isNew)
      .map(([project_id, { stored }]) => ({ project_id, events: stored }));
    const events = await usage.book(source, month, news);
    // Both at once: whoever asks in between must not count anything twice.
    this.#booked = { month, events };
    this.#counted = new Map([
      ...this.#counted,
      ...news.map((line) => [line.project_id, line.events] as const),
    ]);
    this.#problem = "";
  }

  #noteProblem(cause: unknown): void {
    const problem = cause instanceof Error ? cause.message : String(cause);
    if (this.#problem === "")
      this.#options.logger.warn("usage cannot be booked; it is counted on", { cause });
    this.#problem = problem;
  }

  #exceeded(eventsMax: number, left: number): Failure {
    const retryAfterSeconds = Math.ceil((this.monthEnd() - this.#options.clock.now()) / 1_000);
    const message = `Of the ${eventsMax} events of this month ${left} are left; nothing of the request was stored.`;
    return failure("quota_exceeded", { message, retryAfterSeconds });
  }
}

const unlimited = ok(false);
const held = ok(true);
