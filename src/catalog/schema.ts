/**
 * The catalog's tables as Kysely sees them, the same on SQLite and PostgreSQL; migrations make them.
 * Times are epoch milliseconds, lists and documents are JSON in text.
 */
export interface CatalogTables {
  organizations: OrganizationTable;
  projects: ProjectTable;
  api_keys: ApiKeyTable;
  accounts: AccountTable;
  account_identities: AccountIdentityTable;
  memberships: MembershipTable;
  invitations: InvitationTable;
  owner_links: OwnerLinkTable;
  sign_ins: SignInTable;
  audit_log: AuditTable;
  revisions: RevisionTable;
  marks: MarkTable;
  funnels: SavedQuestionTable;
  segments: SavedQuestionTable;
  usage_months: UsageMonthTable;
  usage_sources: UsageSourceTable;
  jobs: JobTable;
}

/** Events stored in a month, such as `2026-11`. */
interface UsageMonthTable {
  project_id: string;
  month: string;
  events: number;
}

/** The running total of a loader, by its log's id, as far as it is in the months. */
interface UsageSourceTable {
  project_id: string;
  source: string;
  events: number;
}

interface OrganizationTable {
  id: string;
  name: string;
  created_at: number;
}

interface ProjectTable {
  id: string;
  organization_id: string;
  name: string;
  /** Only what was set: what is absent follows the defaults of the release that runs. */
  settings: string;
  created_at: number;
  /** A deleted project is found nowhere; its row stays, without name and settings, so that its id is never given again. */
  deleted_at: number | null;
  /** When it first kept less than all of its events; it stays when all are kept again. */
  sampled_since: number | null;
}

interface ApiKeyTable {
  id: string;
  organization_id: string;
  /** Null: a key for every project of the organization. */
  project_id: string | null;
  name: string;
  /** The key's first characters: it is found and shown by them. */
  prefix: string;
  /** SHA-256 of the whole key, in hexadecimal. */
  hash: string;
  permissions: string;
  origins: string | null;
  event_names: string | null;
  ingest_per_minute: number | null;
  reads_per_minute: number | null;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  /** The key that a rotation put in its place. */
  replaced_by: string | null;
}

interface AccountTable {
  id: string;
  /** In lower case. */
  email: string;
  name: string;
  /** argon2id with its parameters; null: signs in with a provider only. */
  password_hash: string | null;
  created_at: number;
}

/** Whom a sign-in provider calls so is this account. */
interface AccountIdentityTable {
  issuer: string;
  subject: string;
  account_id: string;
  created_at: number;
}

interface MembershipTable {
  organization_id: string;
  account_id: string;
  role: string;
  created_at: number;
}

/** A row is gone when its invitation is accepted or withdrawn. */
interface InvitationTable {
  id: string;
  organization_id: string;
  email: string;
  role: string;
  /** SHA-256 of the link's secret. */
  token_hash: string;
  /** As the audit log names actors. */
  invited_by: string;
  created_at: number;
  expires_at: number;
}

/** Links with which the first owner can be made, by the SHA-256 of their secrets. */
interface OwnerLinkTable {
  token_hash: string;
  expires_at: number;
}

/** What keeps a browser signed in, by the SHA-256 of its cookie. */
interface SignInTable {
  id: string;
  account_id: string;
  organization_id: string;
  token_hash: string;
  client: string;
  created_at: number;
  seen_at: number;
  expires_at: number;
}

/** Rows are only ever added; the database refuses anything else. */
interface AuditTable {
  id: string;
  at: number;
  organization_id: string;
  project_id: string | null;
  actor_kind: string;
  actor_id: string;
  action: string;
  target: string;
  before: string | null;
  after: string | null;
  address_hash: string;
}

/** Grows with each change of what servers hold in memory, so that each can tell whether it is up to date. */
interface RevisionTable {
  name: string;
  revision: number;
}

/** Positions that features remember, such as how far `/process-events` has reported. */
interface MarkTable {
  project_id: string;
  name: string;
  position: number;
}

/** Funnels and segments that people keep; the definition is JSON. */
interface SavedQuestionTable {
  id: string;
  project_id: string;
  name: string;
  definition: string;
  created_at: number;
  updated_at: number;
}

/** Long work and how far it is; see jobs.ts. `progress` and `result` are JSON. */
interface JobTable {
  id: string;
  project_id: string;
  kind: string;
  status: "queued" | "running" | "completed" | "failed";
  stage: string;
  subject: string;
  progress: string;
  result: string | null;
  problem: string;
  attempts: number;
  created_by: string;
  /** Of the server whose job it is; null for those of older releases. */
  log_id: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}
