import type { Accounts } from "../../catalog/accounts.ts";
import type { AuditEntry, AuditLog } from "../../catalog/audit-log.ts";
import type { Memberships } from "../../catalog/memberships.ts";
import { type Clock, type EpochMs, minuteMs } from "../../kernel/clock.ts";
import type { OrganizationId } from "../../kernel/ids.ts";
import { limits } from "../../kernel/limits.ts";
import type { Logger } from "../../kernel/logger.ts";

export interface FailedSignIn {
  /** As it was claimed; empty where none was. */
  readonly email: string;
  readonly address: string;
  /** `throttled`: not even looked at. `provider`: the provider's person was not let in. */
  readonly why: "wrong" | "throttled" | "provider";
}

export interface FailedSignInsOptions {
  readonly log: AuditLog;
  readonly catalog: { readonly accounts: Accounts; readonly memberships: Memberships };
  /** For tries at accounts that there are not. */
  readonly organization: OrganizationId;
  readonly hashAddress: (address: string) => string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The trail of sign-ins that failed: counted in memory by account and address, and once a minute written to the
 * audit log of the account's organizations. However many tries there are, a minute writes a bounded number
 * of entries: beyond it, all others are one. Whose an e-mail is, is looked up when it is written, not while somebody
 * waits, who could tell by the time which accounts there are. A claimed e-mail that is no account's is not
 * written: it may be a password in the wrong field. A crash loses the last minute.
 */
export class FailedSignIns {
  readonly #options: FailedSignInsOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #batches = new Map<string, Batch>();

  constructor(options: FailedSignInsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), minuteMs);
    this.#timer.unref();
  }

  count({ email, address, why }: FailedSignIn): void {
    const name = `${address} ${email}`;
    const isRoom = this.#batches.has(name) || this.#batches.size < limits.failedSignInsAudited;
    const batch = isRoom ? this.#batchOf(name, email, address) : this.#batchOf(others, "", "");
    batch[why] += 1;
  }

  /** On failure the counts go on growing until the next attempt. */
  async flush(): Promise<void> {
    const batches = this.#batches;
    this.#batches = new Map();
    try {
      const entries: Omit<AuditEntry, "id">[] = [];
      for (const [name, batch] of batches) entries.push(...(await this.#entriesOf(name, batch)));
      await this.#options.log.add(entries);
    } catch (cause) {
      this.#options.logger.warn("the trail of failed sign-ins was not written", { cause });
      for (const [name, batch] of batches) this.#takeBack(name, batch);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #batchOf(name: string, email: string, address: string): Batch {
    let batch = this.#batches.get(name);
    if (batch === undefined) {
      batch = { email, address, since: this.#options.clock.now(), wrong: 0, throttled: 0, provider: 0 };
      this.#batches.set(name, batch);
    }
    return batch;
  }

  #takeBack(name: string, unwritten: Batch): void {
    const isRoom = this.#batches.has(name) || this.#batches.size < limits.failedSignInsAudited;
    const { email, address } = isRoom ? unwritten : { email: "", address: "" };
    const batch = this.#batchOf(isRoom ? name : others, email, address);
    batch.since = Math.min(batch.since, unwritten.since);
    for (const why of ["wrong", "throttled", "provider"] as const) batch[why] += unwritten[why];
  }

  async #entriesOf(name: string, batch: Batch): Promise<Omit<AuditEntry, "id">[]> {
    const { catalog, organization, hashAddress, clock } = this.#options;
    const { email, address, ...after } = batch;
    const account = email === "" ? null : await catalog.accounts.byEmail(email);
    const memberships = account === null ? [] : await catalog.memberships.of(account.id);
    const ofAccount = memberships.slice(0, organizationsMax).map(({ organization_id }) => organization_id);
    const organizations = ofAccount.length === 0 ? [organization] : ofAccount;
    return organizations.map((organization_id) => ({
      at: clock.now(),
      organization_id,
      project_id: null,
      actor_kind: "nobody",
      actor_id: "",
      action: "account.sign_in_failed",
      target: account?.id ?? (name === others ? "others" : "unknown account"),
      before: null,
      after,
      address_hash: address === "" ? "" : hashAddress(address),
    }));
  }
}

/** No address is written like this. */
const others = "others";
/** Who belongs to more is told of in the first ones. */
const organizationsMax = 10;

interface Batch {
  readonly email: string;
  readonly address: string;
  since: EpochMs;
  wrong: number;
  throttled: number;
  provider: number;
}
