import type { AuditEntry, AuditLog } from "../catalog/audit-log.ts";
import { type Clock, type EpochMs, minuteMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Principal } from "./principal.ts";

export interface IngestedCounts {
  readonly accepted: number;
  readonly rejected: number;
  readonly filtered: number;
}

export interface IngestAuditOptions {
  readonly log: AuditLog;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The trail of ingestion: counted in memory, and once a minute one audited row for each sender and
 * project that sent something. A crash may lose the last minute of this trail, never events: those
 * and their counts are in the log.
 */
export class IngestAudit {
  readonly #options: IngestAuditOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #batches = new Map<string, Batch>();

  constructor(options: IngestAuditOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), minuteMs);
    this.#timer.unref();
  }

  count(principal: Principal, project: ProjectId, counts: IngestedCounts): void {
    const { kind, id, organization_id } = principal;
    const name = `${kind} ${organization_id} ${project} ${id}`;
    const batch = this.#batches.get(name) ?? this.#begin(name, principal, project);
    batch.requests += 1;
    batch.accepted += counts.accepted;
    batch.rejected += counts.rejected;
    batch.filtered += counts.filtered;
  }

  /** On failure the counts go on growing until the next attempt. */
  async flush(): Promise<void> {
    const { log, clock, logger } = this.#options;
    const batches = this.#batches;
    this.#batches = new Map();
    try {
      await log.add([...batches.values()].map((batch) => entryOf(batch, clock.now())));
    } catch (cause) {
      logger.warn("the trail of ingestion was not written", { cause });
      for (const [name, batch] of batches) this.#takeBack(name, batch);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #begin(name: string, principal: Principal, project: ProjectId): Batch {
    // Senders without end, such as tokens with ever new subjects, are written before they fill the memory.
    if (this.#batches.size >= batchesMax) void this.flush();
    const since = this.#options.clock.now();
    const batch = { principal, project, since, requests: 0, accepted: 0, rejected: 0, filtered: 0 };
    this.#batches.set(name, batch);
    return batch;
  }

  #takeBack(name: string, unwritten: Batch): void {
    const newer = this.#batches.get(name);
    if (newer === undefined) {
      if (this.#batches.size < batchesMax) this.#batches.set(name, unwritten);
      return;
    }
    newer.since = unwritten.since;
    newer.requests += unwritten.requests;
    newer.accepted += unwritten.accepted;
    newer.rejected += unwritten.rejected;
    newer.filtered += unwritten.filtered;
  }
}

const batchesMax = 10_000;

interface Batch {
  readonly principal: Principal;
  readonly project: ProjectId;
  since: EpochMs;
  requests: number;
  accepted: number;
  rejected: number;
  filtered: number;
}

function entryOf({ principal, project, ...counts }: Batch, at: EpochMs): Omit<AuditEntry, "id"> {
  return {
    at,
    organization_id: principal.organization_id,
    project_id: project,
    actor_kind: principal.kind,
    actor_id: principal.id,
    action: "events.ingested",
    target: project,
    before: null,
    after: counts,
    // Many addresses make one row.
    address_hash: "",
  };
}
