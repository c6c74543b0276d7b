/**
 * The catalog's tables as Kysely sees them, the same on SQLite and PostgreSQL; migrations make them.
 * Times are epoch milliseconds, lists and documents are JSON in text.
 */
export interface CatalogTables {
  organizations: OrganizationTable;
  projects: ProjectTable;
  api_keys: ApiKeyTable;
  audit_log: AuditTable;
  revisions: RevisionTable;
  marks: MarkTable;
  funnels: SavedQuestionTable;
  segments: SavedQuestionTable;
  usage_months: UsageMonthTable;
  usage_sources: UsageSourceTable;
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
  /** A deleted project is found nowhere; its row stays, so that its id is never given again. */
  deleted_at: number | null;
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
