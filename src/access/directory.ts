import type { ApiKey, ApiKeys } from "../catalog/api-keys.ts";
import type { Memberships } from "../catalog/memberships.ts";
import type { Project, Projects } from "../catalog/projects.ts";
import type { Revisions } from "../catalog/revisions.ts";
import { secondMs } from "../kernel/clock.ts";
import type { OrganizationId, ProjectId } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import { sleep } from "../kernel/retry.ts";
import { type Permission, type Principal, permissions } from "./principal.ts";
import { type ProjectSettings, defaultSettings, projectSettingsSchema } from "./project-settings.ts";

export interface KnownProject extends Omit<Project, "settings"> {
  readonly settings: ProjectSettings;
}

export interface KnownKey {
  readonly key: ApiKey;
  readonly hash: Uint8Array;
  readonly principal: Principal;
}

export interface DirectoryOptions {
  readonly catalog: Pick<CatalogParts, "projects" | "apiKeys" | "memberships" | "revisions">;
  readonly logger: Logger;
}

interface CatalogParts {
  readonly projects: Projects;
  readonly apiKeys: ApiKeys;
  readonly memberships: Memberships;
  readonly revisions: Revisions;
}

/**
 * Projects, settings and usable keys in memory, so that no request waits for the catalog. Changes
 * through this process are seen at once, those of other processes within two seconds; while the
 * catalog does not answer, what is known stays in force.
 */
export class Directory {
  readonly #options: DirectoryOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #projects: ReadonlyMap<ProjectId, KnownProject> = new Map();
  #keys: ReadonlyMap<string, KnownKey> = new Map();
  #isClaimed = false;
  #revision = -1;
  #reading: Promise<void> | null = null;
  #look: Promise<void> | null = null;
  #readAt = 0;
  #problem: string | null = null;

  private constructor(options: DirectoryOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#readQuietly(), pollMs);
    this.#timer.unref();
  }

  static async open(options: DirectoryOptions): Promise<Directory> {
    const directory = new Directory(options);
    await directory.refresh();
    return directory;
  }

  project(id: ProjectId): KnownProject | undefined {
    return this.#projects.get(id);
  }

  /**
   * Whether the project keeps, or ever kept, less than all of its events. Its numbers are then made of
   * factors, because the events of those times stay.
   */
  isSampled(id: ProjectId): boolean {
    return (this.#projects.get(id)?.sampled_since ?? null) !== null;
  }

  /** Of all organizations, the oldest first. */
  projects(): KnownProject[] {
    return [...this.#projects.values()];
  }

  /** The oldest first. */
  projectsOf(organization: OrganizationId): KnownProject[] {
    return [...this.#projects.values()].filter((project) => project.organization_id === organization);
  }

  /** Whether the installation has an owner. */
  isClaimed(): boolean {
    return this.#isClaimed;
  }

  /** By the first characters of its text; whether it has expired is the caller's to ask. */
  key(prefix: string): KnownKey | undefined {
    return this.#keys.get(prefix);
  }

  /** Null when the catalog answered the last time, else what went wrong. */
  problem(): string | null {
    return this.#problem;
  }

  /** Reads again what has changed. Throws what the catalog says. */
  async refresh(): Promise<void> {
    // One that is under way may have read before the change that the caller wants to see.
    if (this.#reading !== null) await this.#reading.catch(() => {});
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  /**
   * Looks once more for a key that another process may just have made. All who ask for unknown keys
   * wait for one look, four times a second at most: that is all the work that guessing can cause.
   */
  refreshForUnknown(): Promise<void> {
    this.#look ??= this.#lookAgain();
    return this.#look;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #lookAgain(): Promise<void> {
    await sleep(Math.max(0, this.#readAt + unknownKeyMs - performance.now()));
    // Who asks from now on may mean a key that is made while this look goes on.
    this.#look = null;
    await this.#readQuietly();
  }

  async #readQuietly(): Promise<void> {
    try {
      await this.refresh();
    } catch (cause) {
      if (this.#problem === null) this.#options.logger.warn("the catalog does not answer", { cause });
      this.#problem = cause instanceof Error ? cause.message : String(cause);
    }
  }

  async #read(): Promise<void> {
    const { catalog } = this.#options;
    this.#readAt = performance.now();
    const revision = await catalog.revisions.current();
    if (revision !== this.#revision) {
      const [projects, keys, isClaimed] = await Promise.all([
        catalog.projects.list(),
        catalog.apiKeys.usable(),
        catalog.memberships.hasOwner(),
      ]);
      this.#isClaimed = isClaimed;
      this.#projects = new Map(projects.map((project) => [project.id, this.#known(project)]));
      this.#keys = new Map(keys.map((key) => [key.prefix, knownKey(key)]));
      this.#revision = revision;
    }
    this.#problem = null;
  }

  /** Settings that a newer release wrote may not be ours to read; then the defaults are the safe choice. */
  #known(project: Project): KnownProject {
    const settings = projectSettingsSchema.safeParse(project.settings);
    if (settings.success) return { ...project, settings: settings.data };
    this.#options.logger.error("a project's settings are not valid; it runs with the defaults", {
      project: project.id,
      problem: settings.error.issues[0]?.message,
    });
    return { ...project, settings: defaultSettings };
  }
}

const pollMs = 2 * secondMs;
const unknownKeyMs = 250;

function knownKey(key: ApiKey): KnownKey {
  const principal: Principal = {
    kind: "key",
    id: key.id,
    organization_id: key.organization_id,
    project_id: key.project_id,
    permissions: new Set(key.permissions.filter(isPermission)),
    role: null,
    origins: key.origins === null ? null : new Set(key.origins),
    eventNames: key.event_names === null ? null : new Set(key.event_names),
    rates: { ingestPerMinute: key.ingest_per_minute, readsPerMinute: key.reads_per_minute },
  };
  return { key, hash: Buffer.from(key.hash, "hex"), principal };
}

function isPermission(text: string): text is Permission {
  return (permissions as readonly string[]).includes(text);
}
