import type { ApiKey, ApiKeys, NewApiKey } from "../catalog/api-keys.ts";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { noSuchProject } from "./access.ts";
import { type Actor, actorName, byActor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Directory } from "./directory.ts";
import { hashOf, makeKeyText, prefixOf } from "./key-text.ts";
import type { Permission } from "./principal.ts";

export type { ApiKey };

export interface KeyWish {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly origins: readonly string[] | null;
  readonly eventNames: readonly string[] | null;
  /** Absent or null: as the project says. */
  readonly ingestPerMinute?: number | null;
  readonly readsPerMinute?: number | null;
  readonly expires_at: EpochMs | null;
  /** For every project of the organization. */
  readonly isForAllProjects: boolean;
}

/** The one moment at which a key's text is known. */
export interface MadeKey {
  readonly key: ApiKey;
  readonly text: string;
}

export interface Rotation {
  /** For how long the old key goes on. */
  readonly overlapMs: number;
  /** Of the new key; undefined: as the old one. */
  readonly expires_at: EpochMs | null | undefined;
}

export interface KeysOptions {
  readonly apiKeys: ApiKeys;
  readonly directory: Directory;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly randomText: (length: number) => string;
}

/** Makes, lists, rotates and revokes keys, for who may: nobody hands out more than they have. */
export class Keys {
  readonly #options: KeysOptions;

  constructor(options: KeysOptions) {
    this.#options = options;
  }

  async create(actor: Actor, project: ProjectId, wish: KeyWish): Promise<Result<MadeKey, Failure>> {
    const { apiKeys } = this.#options;
    const problem = this.#problemOf(actor, wish);
    if (problem !== null) return err(problem);
    const existing = await apiKeys.list(actor.principal.organization_id, project);
    if (existing.length >= limits.keysPerProjectMax) return err(tooManyKeys);
    const { isForAllProjects, eventNames, ingestPerMinute = null, readsPerMinute = null, ...rest } = wish;
    const text = makeKeyText(this.#options.randomText);
    const key = await apiKeys.create({
      ...rest,
      ...identityOf(text),
      event_names: eventNames,
      ingest_per_minute: ingestPerMinute,
      reads_per_minute: readsPerMinute,
      organization_id: actor.principal.organization_id,
      project_id: isForAllProjects ? null : project,
      created_by: actorName(actor),
    });
    if (key === null) return err(noSuchProject(project));
    await this.#changed(actor, "key.created", key);
    return ok({ key, text });
  }

  /** Those of the project, and for who may see all projects those for all; ended ones too, the oldest first. */
  async list(actor: Actor, project: ProjectId): Promise<ApiKey[]> {
    const keys = await this.#options.apiKeys.list(actor.principal.organization_id, project);
    return keys.filter((key) => isVisible(actor, project, key));
  }

  async get(actor: Actor, project: ProjectId, id: string): Promise<ApiKey | null> {
    const key = await this.#options.apiKeys.get(id);
    return key !== null && isVisible(actor, project, key) ? key : null;
  }

  /** A new key that may the same, in the place of the old one. */
  async rotate(
    actor: Actor,
    project: ProjectId,
    id: string,
    { overlapMs, expires_at }: Rotation,
  ): Promise<Result<MadeKey, Failure>> {
    const { apiKeys, clock, randomText } = this.#options;
    const old = await this.get(actor, project, id);
    if (old === null) return err(noSuchKey(id));
    if (!isActive(old, clock.now())) return err(ended);
    const expires = expires_at === undefined ? old.expires_at : expires_at;
    const problem = this.#problemOf(actor, {
      ...old,
      expires_at: expires,
      isForAllProjects: old.project_id === null,
    });
    if (problem !== null) return err(problem);
    const text = makeKeyText(randomText);
    const next: NewApiKey = {
      ...copied(old),
      ...identityOf(text),
      expires_at: expires,
      created_by: actorName(actor),
    };
    const endsAt = Math.min(clock.now() + overlapMs, old.expires_at ?? Number.POSITIVE_INFINITY);
    const key = await apiKeys.replace(id, next, endsAt);
    // Somebody else rotated or revoked it meanwhile.
    if (key === null) return err(ended);
    await this.#changed(actor, "key.rotated", old, { replacedBy: key.id, endsAt });
    return ok({ key, text });
  }

  async revoke(actor: Actor, project: ProjectId, id: string): Promise<Result<ApiKey, Failure>> {
    const key = await this.get(actor, project, id);
    if (key === null) return err(noSuchKey(id));
    if (!(await this.#options.apiKeys.revoke(id))) return err(ended);
    await this.#changed(actor, "key.revoked", key);
    return ok({ ...key, revoked_at: this.#options.clock.now() });
  }

  #problemOf(
    { principal }: Actor,
    wish: { permissions: readonly string[]; expires_at: EpochMs | null; isForAllProjects: boolean },
  ): Failure | null {
    const beyond = wish.permissions.filter((name) => !principal.permissions.has(name as Permission));
    if (beyond.length > 0)
      return failure("forbidden", { message: `You do not have ${beyond.join(", ")} yourself.` });
    if (wish.isForAllProjects && principal.project_id !== null) return onlyOneProject;
    if (wish.expires_at !== null && wish.expires_at <= this.#options.clock.now()) return expiresInThePast;
    return null;
  }

  async #changed(actor: Actor, action: string, key: ApiKey, after: unknown = describe(key)): Promise<void> {
    await this.#options.directory.refresh();
    await this.#options.audit.record({
      ...byActor(actor),
      project_id: key.project_id,
      action,
      target: key.id,
      after,
    });
  }
}

/** Whether requests with it are served. */
export function isActive({ revoked_at, expires_at }: ApiKey, now: EpochMs): boolean {
  return revoked_at === null && (expires_at === null || expires_at > now);
}

function isVisible({ principal }: Actor, project: ProjectId, key: ApiKey): boolean {
  if (key.organization_id !== principal.organization_id) return false;
  return key.project_id === project || (key.project_id === null && principal.project_id === null);
}

function identityOf(text: string): Pick<ApiKey, "prefix" | "hash"> {
  return { prefix: prefixOf(text), hash: Buffer.from(hashOf(text)).toString("hex") };
}

function copied(key: ApiKey): Omit<NewApiKey, "prefix" | "hash" | "expires_at" | "created_by"> {
  const { organization_id, project_id, name, permissions, origins, event_names } = key;
  const { ingest_per_minute, reads_per_minute } = key;
  const limited = { permissions, origins, event_names, ingest_per_minute, reads_per_minute };
  return { organization_id, project_id, name, ...limited };
}

/** What the audit log keeps of a key: all but its hash. */
function describe({ name, prefix, permissions, origins, expires_at, ...key }: ApiKey): unknown {
  const { event_names: eventNames, ingest_per_minute, reads_per_minute } = key;
  const rates = { ingestPerMinute: ingest_per_minute, readsPerMinute: reads_per_minute };
  return { name, prefix, permissions, origins, eventNames, ...rates, expiresAt: expires_at };
}

function noSuchKey(id: string): Failure {
  return failure("not_found", { field: "id", message: `There is no key ${id}.` });
}

const ended = failure("conflict", { message: "The key has been revoked or replaced, or has expired." });
const tooManyKeys = failure("conflict", {
  message: `The project has ${limits.keysPerProjectMax} keys, which is the limit.`,
});
const onlyOneProject = failure("forbidden", {
  message: "Only who may use every project of the organization makes keys for all of them.",
});
const expiresInThePast = failure("invalid_field", {
  field: "expiresAt",
  message: "expiresAt: must be in the future",
});
