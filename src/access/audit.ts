import type { AuditEntry, AuditFilter, AuditLog } from "../catalog/audit-log.ts";
import type { Clock } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { Principal } from "./principal.ts";

export type { AuditEntry, AuditFilter };

/** What somebody did, as whoever did it for them tells the audit log. */
export interface AuditedAct {
  readonly principal: Pick<Principal, "kind" | "id" | "organization_id">;
  /** Null: done to the organization itself. */
  readonly project_id: ProjectId | null;
  /** `<noun>.<past participle>`, such as `key.created`. */
  readonly action: string;
  /** The thing's id. */
  readonly target: string;
  /** Of what changed: as it was and as it is. Never secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Of the client; only its hash is kept. Empty for the command line. */
  readonly address: string;
}

export interface AuditOptions {
  readonly log: AuditLog;
  readonly clock: Clock;
  /** Keyed, so that nobody finds an address by trying all of them. */
  readonly hashAddress: (address: string) => string;
}

/** Who did what, when, from where, to which thing. Whoever changes something calls `record` and waits for it. */
export class Audit {
  readonly #options: AuditOptions;

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  /** Throws when it cannot be written: what cannot be audited must not look done. */
  async record(act: AuditedAct): Promise<void> {
    const { log, clock, hashAddress } = this.#options;
    await log.add([
      {
        at: clock.now(),
        organization_id: act.principal.organization_id,
        project_id: act.project_id,
        actor_kind: act.principal.kind,
        actor_id: act.principal.id,
        action: act.action,
        target: act.target,
        before: act.before ?? null,
        after: act.after ?? null,
        address_hash: act.address === "" ? "" : hashAddress(act.address),
      },
    ]);
  }

  /** The latest first. */
  list(filter: AuditFilter, rowsMax: number): Promise<AuditEntry[]> {
    return this.#options.log.list(filter, rowsMax);
  }
}
