import type { UsageMeter } from "../access/limits/usage-meter.ts";
import type { Enrich, Enriched } from "../enrich/pipeline.ts";
import { encodeRecord } from "../event/encode-record.ts";
import type { EventDraft, RequestContext } from "../event/event.ts";
import type { RecordedEvent, UntakenCount } from "../event/record.ts";
import { rowJson } from "../event/row.ts";
import { isRejection } from "../event/schema.ts";
import {
  type FilterReason,
  type RedactionReason,
  type Rejection,
  filterReasons,
  redactionReasons,
  rejectReasons,
} from "../event/verdict.ts";
import { type Failure, FailureError, failure } from "../kernel/errors.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { EventLog } from "../log/event-log.ts";
import { type TurnLimits, Turns } from "./turns.ts";

/**
 * The one way in: enrich ▸ append ▸ acknowledge. A request becomes one log record with its good
 * events and the counts of those not taken, so good and bad ones of a batch are decided together.
 * Holds no state of the events, so any number of intakes can run beside one another.
 */
export class Intake {
  readonly #log: EventLog;
  readonly #enrich: Enrich;
  readonly #quota: Quota;
  readonly #isThere: (project: ProjectId) => boolean;
  readonly #logger: Logger;
  /** Batches ask here before their bodies are read. */
  readonly turns: Turns;
  /** Imports ask here before, because they ask the store what it has, and it may be slow or away. */
  readonly importTurns: Turns;

  constructor(options: IntakeOptions) {
    this.turns = new Turns(options.limits);
    this.importTurns = new Turns(options.limits);
    this.#log = options.log;
    this.#isThere = options.isThere;
    this.#quota = options.quota;
    this.#enrich = options.enrich;
    this.#logger = options.logger;
  }

  /**
   * Takes the events of one request. The receipt is only made after the log said that the record is
   * durable: whoever answers 2xx with it speaks the truth. On failure nothing was stored for certain
   * and the sender has to send all of it again.
   */
  async accept(
    context: RequestContext,
    drafts: readonly (EventDraft | Rejection)[],
  ): Promise<Result<Receipt, Failure>> {
    // A long import may go on past the deletion of its project.
    if (!this.#isThere(context.project_id)) return err(projectIsGone);
    const sorted = this.#sort(context, drafts);
    if (drafts.length === 0) return ok(sorted.receipt);
    const held = this.#holdRoom(context, sorted);
    if (!held.ok) return held;
    const record = encodeRecord({
      received_at: context.received_at,
      project_id: context.project_id,
      untaken: sorted.untaken(),
      events: sorted.recorded,
    });
    const appended = this.#log.append(record);
    this.turns.appended(record.byteLength);
    if (sorted.recorded.length === 0) {
      // Nothing to acknowledge: the record only carries counts, so nobody waits for the disk.
      void appended
        .catch((cause: unknown) => this.#logger.warn("counts of untaken events were not logged", { cause }))
        .then(() => this.turns.settled(record.byteLength));
      return ok(sorted.receipt);
    }
    try {
      await appended;
    } catch (cause) {
      if (held.value) this.#quota.settle(context.project_id, sorted.recorded.length, false);
      return err(cause instanceof FailureError ? cause.failure : failure("log_unavailable", { cause }));
    } finally {
      this.turns.settled(record.byteLength);
    }
    if (held.value) this.#quota.settle(context.project_id, sorted.recorded.length, true);
    return ok(sorted.receipt);
  }

  /** A request is taken whole or refused whole, so that its sender knows what to send again. */
  #holdRoom({ project_id }: RequestContext, { recorded }: SortedRequest): Result<boolean, Failure> {
    return recorded.length === 0 ? ok(false) : this.#quota.hold(project_id, recorded.length);
  }

  #sort(context: RequestContext, drafts: readonly (EventDraft | Rejection)[]): SortedRequest {
    const sorted = new SortedRequest();
    for (let index = 0; index < drafts.length; index++) {
      const draft = drafts[index]!;
      if (isRejection(draft)) {
        sorted.reject(index, draft);
        continue;
      }
      const outcome = this.#enrich(draft, context);
      if (outcome.kind === "ok") sorted.take(index, outcome);
      else if (outcome.kind === "reject") sorted.reject(index, outcome.rejection);
      else sorted.filter(index, outcome.reason);
    }
    return sorted;
  }
}

export interface IntakeOptions {
  readonly log: EventLog;
  readonly enrich: Enrich;
  readonly quota: Quota;
  /** Whether there is such a project, at this moment. */
  readonly isThere: (project: ProjectId) => boolean;
  readonly logger: Logger;
  readonly limits: TurnLimits;
}

const projectIsGone = failure("not_found", {
  field: "project",
  message: "The project is not there any more; nothing was stored.",
});

export type Quota = Pick<UsageMeter, "hold" | "settle">;

/** What became of a request's events; indexes are those of the request. */
export interface Receipt {
  readonly accepted: AcceptedEvent[];
  readonly rejected: (Rejection & { readonly index: number })[];
  readonly filtered: { readonly index: number; readonly reason: FilterReason }[];
}

export interface AcceptedEvent {
  readonly index: number;
  readonly event_id: string;
}

class SortedRequest {
  readonly receipt: Receipt = { accepted: [], rejected: [], filtered: [] };
  readonly recorded: RecordedEvent[] = [];
  readonly #redactions: RedactionReason[] = [];

  take(index: number, { event, resendable, redactions }: Enriched): void {
    if (redactions.length > 0) this.#redactions.push(...redactions);
    this.receipt.accepted.push({ index, event_id: event.event_id });
    this.recorded.push({
      time: event.time,
      resendable,
      event_id: event.event_id,
      visitor_id: event.visitor_id,
      session_id: event.session_id,
      row: rowJson(event),
    });
  }

  reject(index: number, rejection: Rejection): void {
    this.receipt.rejected.push({ ...rejection, index });
  }

  filter(index: number, reason: FilterReason): void {
    this.receipt.filtered.push({ index, reason });
  }

  untaken(): UntakenCount[] {
    const { receipt } = this;
    if (receipt.rejected.length + receipt.filtered.length + this.#redactions.length === 0) return [];
    const rejected = tally(receipt.rejected.map(({ code }) => rejectReasons.indexOf(code)));
    const filtered = tally(receipt.filtered.map(({ reason }) => filterReasons.indexOf(reason)));
    const redacted = tally(this.#redactions.map((reason) => redactionReasons.indexOf(reason)));
    return [
      ...rejected.map(([reason, count]) => ({ verdict: "rejected" as const, reason, count })),
      ...filtered.map(([reason, count]) => ({ verdict: "filtered" as const, reason, count })),
      ...redacted.map(([reason, count]) => ({ verdict: "redacted" as const, reason, count })),
    ];
  }
}

function tally(reasons: readonly number[]): [reason: number, count: number][] {
  const counts = new Map<number, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts];
}
