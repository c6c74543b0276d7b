import { type Dialect, Kysely, type Migration, Migrator } from "kysely";
import type { Clock } from "../kernel/clock.ts";
import type { IdSource, OrganizationId, ProjectId } from "../kernel/ids.ts";
import { Accounts } from "./accounts.ts";
import { ApiKeys } from "./api-keys.ts";
import { AuditLog } from "./audit-log.ts";
import { Invitations } from "./invitations.ts";
import { Jobs } from "./jobs.ts";
import { Joining } from "./joining.ts";
import { Marks } from "./marks.ts";
import { Memberships } from "./memberships.ts";
import { projectsMigration } from "./migrations/001-projects.ts";
import { savedQuestionsMigration } from "./migrations/002-saved-questions.ts";
import { organizationsMigration } from "./migrations/010-organizations.ts";
import { apiKeysMigration } from "./migrations/011-api-keys.ts";
import { auditLogMigration } from "./migrations/012-audit-log.ts";
import { accountsMigration } from "./migrations/020-accounts.ts";
import { jobsMigration } from "./migrations/030-jobs.ts";
import { usageMigration } from "./migrations/040-usage.ts";
import { keyRatesMigration } from "./migrations/041-key-rates.ts";
import { jobsOfServersMigration } from "./migrations/045-jobs-of-servers.ts";
import { samplingMigration } from "./migrations/050-sampling.ts";
import { Organizations } from "./organizations.ts";
import { Projects } from "./projects.ts";
import { Revisions } from "./revisions.ts";
import { SavedQuestions } from "./saved-questions.ts";
import type { CatalogTables } from "./schema.ts";
import { SignIns } from "./sign-ins.ts";
import { Usage } from "./usage.ts";

export interface CatalogOptions {
  /** Of `sqlite/` or `postgres/`. */
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** What people set up and Tidemark keeps about them, apart from events: one repository per noun. */
export class Catalog {
  readonly organizations: Organizations;
  readonly projects: Projects;
  readonly apiKeys: ApiKeys;
  readonly accounts: Accounts;
  readonly memberships: Memberships;
  readonly invitations: Invitations;
  readonly joining: Joining;
  readonly signIns: SignIns;
  readonly auditLog: AuditLog;
  readonly revisions: Revisions;
  readonly marks: Marks;
  readonly funnels: SavedQuestions;
  readonly segments: SavedQuestions;
  readonly usage: Usage;
  readonly jobs: Jobs;
  readonly #db: Kysely<CatalogTables>;

  private constructor(db: Kysely<CatalogTables>, { clock, ids }: CatalogOptions) {
    this.#db = db;
    this.organizations = new Organizations(db, clock, ids);
    this.projects = new Projects(db, clock, ids);
    this.apiKeys = new ApiKeys(db, clock, ids);
    this.accounts = new Accounts(db, clock);
    this.memberships = new Memberships(db);
    this.invitations = new Invitations(db, clock, ids);
    this.joining = new Joining(db, clock, ids);
    this.signIns = new SignIns(db, clock, ids);
    this.auditLog = new AuditLog(db, ids);
    this.revisions = new Revisions(db);
    this.marks = new Marks(db);
    this.funnels = new SavedQuestions(db, { table: "funnels", idPrefix: "fun", clock, ids });
    this.segments = new SavedQuestions(db, { table: "segments", idPrefix: "seg", clock, ids });
    this.usage = new Usage(db);
    this.jobs = new Jobs(db, clock, ids);
  }

  /** Makes or upgrades the tables, and what every installation has: project `default` of organization `default`. */
  static async open(options: CatalogOptions): Promise<Catalog> {
    const db = new Kysely<CatalogTables>({ dialect: options.dialect });
    try {
      const { error } = await new Migrator({
        db,
        provider: { getMigrations: async () => migrations },
        // Packages number theirs in ranges, so a later release may add one in the middle.
        allowUnorderedMigrations: true,
      }).migrateToLatest();
      if (error !== undefined) {
        const why = error instanceof Error ? error.message : "";
        throw new Error(`the catalog cannot be upgraded: ${why}`, { cause: error });
      }
      const catalog = new Catalog(db, options);
      await catalog.organizations.ensure(defaultOrganization, "Default organization");
      await catalog.projects.ensure(defaultProject, defaultOrganization, "Default project");
      return catalog;
    } catch (cause) {
      await db.destroy();
      throw cause;
    }
  }

  /** Throws what the database says when it does not answer. */
  async ping(): Promise<void> {
    await this.revisions.current();
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

export const defaultOrganization: OrganizationId = "default";
export const defaultProject: ProjectId = "default";

const migrations: Record<string, Migration> = {
  "001-projects": projectsMigration,
  "002-saved-questions": savedQuestionsMigration,
  "010-organizations": organizationsMigration,
  "011-api-keys": apiKeysMigration,
  "012-audit-log": auditLogMigration,
  "020-accounts": accountsMigration,
  "030-jobs": jobsMigration,
  "040-usage": usageMigration,
  "041-key-rates": keyRatesMigration,
  "045-jobs-of-servers": jobsOfServersMigration,
  "050-sampling": samplingMigration,
};
