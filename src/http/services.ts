import type { Access } from "../access/access.ts";
import type { FailedSignIns } from "../access/accounts/failed-sign-ins.ts";
import type { FirstOwner } from "../access/accounts/first-owner.ts";
import type { Inviting } from "../access/accounts/inviting.ts";
import type { Members } from "../access/accounts/members.ts";
import type { OwnAccount } from "../access/accounts/own-account.ts";
import type { ProviderSignIn } from "../access/accounts/provider-sign-in.ts";
import type { SigningIn } from "../access/accounts/signing-in.ts";
import type { Audit } from "../access/audit.ts";
import type { IngestAudit } from "../access/ingest-audit.ts";
import type { KeyUsage } from "../access/key-usage.ts";
import type { Keys } from "../access/keys.ts";
import type { RateLimits } from "../access/limits/rate-limits.ts";
import type { UsageMeter } from "../access/limits/usage-meter.ts";
import type { Organizations } from "../access/organizations.ts";
import type { Projects } from "../access/projects.ts";
import type { Analytics } from "../analytics/analytics.ts";
import type { Intake } from "../intake/intake.ts";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, ProjectId } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import type { LoaderControl } from "../loader/control.ts";
import type { Privacy } from "../privacy/privacy.ts";
import type { Receiving } from "./receiving.ts";

/** Everything that operations work with; built by `app/compose.ts`. */
export interface Services {
  readonly intake: Intake;
  readonly receiving: Receiving;
  readonly analytics: Analytics;
  readonly loader: LoaderControl;
  readonly processedMark: ProcessedMark;
  readonly funnels: SavedQuestions;
  readonly segments: SavedQuestions;
  readonly privacy: Privacy;
  readonly access: Access;
  readonly keys: Keys;
  readonly keyUsage: KeyUsage;
  readonly organizations: Organizations;
  readonly projects: Projects;
  readonly audit: Audit;
  readonly ingestAudit: IngestAudit;
  readonly failedSignIns: Pick<FailedSignIns, "flush">;
  readonly rateLimits: RateLimits;
  readonly usage: UsageMeter;
  readonly accounts: AccountServices;
  readonly health: Health;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** The address by which browsers reach this server, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Whether long answers are compressed. */
  readonly compresses: boolean;
  readonly corsOrigins: readonly string[];
  /** How many proxies in front may be believed about the client's address. */
  readonly trustedProxyHops: number;
}

/** What people do who sign in. */
export interface AccountServices {
  readonly signingIn: SigningIn;
  readonly own: OwnAccount;
  readonly members: Members;
  readonly inviting: Inviting;
  readonly firstOwner: FirstOwner;
  /** Null unless a sign-in provider is configured. */
  readonly provider: ProviderSignIn | null;
}

/** Up to which sequence number of the loader `/process-events` has reported. */
export interface ProcessedMark {
  /** Moves the mark forward, durably, and returns where it was: two callers never get the same range. */
  advance(project: ProjectId, seq: number): Promise<number>;
}

/** Funnels, or segments, that people keep under a name, per project; the definition is the API's own JSON. */
export interface SavedQuestions {
  /** Null when the project has been deleted meanwhile. */
  create(project: ProjectId, name: string, definition: unknown): Promise<SavedQuestion | null>;
  list(project: ProjectId): Promise<readonly SavedQuestion[]>;
  /** Null when the project has none of that id; so it is with `replace`. */
  get(project: ProjectId, id: string): Promise<SavedQuestion | null>;
  replace(project: ProjectId, id: string, name: string, definition: unknown): Promise<SavedQuestion | null>;
  /** Whether it was there. */
  delete(project: ProjectId, id: string): Promise<boolean>;
}

export interface SavedQuestion {
  readonly id: string;
  readonly name: string;
  readonly definition: unknown;
  readonly created_at: EpochMs;
  readonly updated_at: EpochMs;
}

/** What `/health` tells: each part with a word on its state. */
export interface Health {
  check(): Promise<HealthReport>;
}

export interface HealthReport {
  /** `degraded`: events are taken, but something needs a person. `down`: events are not taken. */
  readonly status: "ok" | "degraded" | "down";
  readonly uptimeMs: number;
  readonly parts: Readonly<Record<string, PartHealth>>;
}

export interface PartHealth {
  readonly status: "ok" | "degraded" | "down";
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}
