import { defaultOrganization, defaultProject } from "../catalog/catalog.ts";
import type { Clock } from "../kernel/clock.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { Directory, KnownKey, KnownProject } from "./directory.ts";
import { hashOf, keyCharsMax, prefixOf, sameHash } from "./key-text.ts";
import { type OpenMode, isOpen, openPrincipal, placeholders } from "./open-mode.ts";
import type { Permission, Principal } from "./principal.ts";
import { type Tokens, looksLikeToken } from "./tokens.ts";

/** What a request brings to say who sends it. */
export type Credential =
  /** `isInUrl`: URLs are kept in logs and histories, so there only a key counts that can do nothing but send. */
  | { readonly kind: "key"; readonly text: string; readonly isInUrl: boolean }
  /** What the cookie of a browser holds in which somebody has signed in. */
  | { readonly kind: "sign-in"; readonly secret: string };

export interface AccessOptions {
  readonly directory: Directory;
  readonly openMode: OpenMode;
  readonly clock: Clock;
  /** Whose sign-in a secret is; null: nobody's (any more). */
  readonly personOf: (secret: string) => Promise<Principal | null>;
  readonly tokens: Tokens;
  /** Called for each use of a key. */
  readonly noteUse: (keyId: string) => void;
}

/** Who somebody is, and whether they may. Nothing here waits for the catalog when a key is known. */
export class Access {
  readonly #options: AccessOptions;
  readonly #open = ok(openPrincipal(defaultOrganization));

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  isOpen(): boolean {
    return isOpen(this.#options.openMode);
  }

  /** Open because it was said so, not because only this machine can reach it. */
  isOpenToAll(): boolean {
    return this.#options.openMode.setting === "yes";
  }

  /** A credential that is there has to be right, also in open mode: a typing error must not go unseen. */
  identify(credential: Credential | null): Identified | Promise<Identified> {
    if (credential === null) return this.isOpen() ? this.#open : err(missing);
    if (credential.kind === "sign-in") return this.#identifyPerson(credential.secret);
    if (placeholders.has(credential.text) && this.isOpen()) return this.#open;
    if (!credential.isInUrl && looksLikeToken(credential.text)) return this.#identifyBearer(credential.text);
    return this.#identifyKey(credential.text, credential.isInUrl);
  }

  /** The project that the call is about: the one asked for, else the only one that the principal may mean. */
  chooseProject(principal: Principal, asked: ProjectId | null): Result<KnownProject, Failure> {
    const { directory } = this.#options;
    const id = asked ?? principal.project_id ?? this.#onlyProject(principal);
    if (id === null) return err(whichProject);
    const project = directory.project(id);
    return project !== undefined && this.maySee(principal, project) ? ok(project) : err(noSuchProject(id));
  }

  /** Another organization's project is not there, nor is another project for who is bound to one. */
  maySee(principal: Principal, project: KnownProject): boolean {
    if (project.organization_id !== principal.organization_id) return false;
    return principal.project_id === null || principal.project_id === project.id;
  }

  #onlyProject(principal: Principal): ProjectId | null {
    if (principal.kind === "open") return defaultProject;
    const [first, second] = this.#options.directory.projectsOf(principal.organization_id);
    return second === undefined ? (first?.id ?? null) : null;
  }

  /** A browser shows its cookie also when that has ended; then it is like any that has not signed in. */
  async #identifyPerson(secret: string): Promise<Identified> {
    const person = await this.#options.personOf(secret);
    return person === null ? this.identify(null) : ok(person);
  }

  #identifyBearer(text: string): Identified | Promise<Identified> {
    const identified = this.#options.tokens.identify(text);
    return identified instanceof Promise
      ? identified.then((who) => this.#withKnownPlace(who))
      : this.#withKnownPlace(identified);
  }

  /** An issuer may name organizations and projects, but not make them up. */
  #withKnownPlace(identified: Identified): Identified {
    if (!identified.ok) return identified;
    const { organization_id, project_id } = identified.value;
    const isKnown =
      project_id === null
        ? this.#options.directory.projectsOf(organization_id).length > 0
        : this.#options.directory.project(project_id)?.organization_id === organization_id;
    return isKnown ? identified : err(unknownPlace);
  }

  #identifyKey(text: string, isInUrl: boolean): Identified | Promise<Identified> {
    if (text.length > keyCharsMax) return err(wrongKey);
    const known = this.#options.directory.key(prefixOf(text));
    if (known !== undefined && sameHash(hashOf(text), known.hash)) return this.#admitKey(known, isInUrl);
    // A wrong secret waits as long as an unknown name, or the time would tell which names there are.
    return this.#options.directory.refreshForUnknown().then(() => this.#checkKey(text, isInUrl));
  }

  #checkKey(text: string, isInUrl: boolean): Identified {
    const known = this.#options.directory.key(prefixOf(text));
    const isRight = known !== undefined && sameHash(hashOf(text), known.hash);
    return isRight ? this.#admitKey(known, isInUrl) : err(wrongKey);
  }

  #admitKey({ key, principal }: KnownKey, isInUrl: boolean): Identified {
    if (key.expires_at !== null && key.expires_at <= this.#options.clock.now()) return err(expiredKey);
    if (isInUrl && !isIngestOnly(principal.permissions)) return err(keyInUrl);
    this.#options.noteUse(key.id);
    return ok(principal);
  }
}

export type Identified = Result<Principal, Failure>;

function isIngestOnly(permissions: ReadonlySet<Permission>): boolean {
  return permissions.size === 1 && permissions.has("ingest");
}

const missing = failure("unauthorized", {
  message: "Send an API key (X-API-Key) or a token (Authorization: Bearer).",
});
const unknownPlace = failure("unauthorized", {
  message: "The token names an organization or a project that is not here.",
});
const wrongKey = failure("unauthorized", { message: "The API key is not valid." });
const expiredKey = failure("unauthorized", { message: "The API key has expired." });
const keyInUrl = failure("unauthorized", {
  message: "In the URL only a key is taken whose one permission is ingest; send this one as a header.",
});
const whichProject = failure("invalid_parameter", {
  field: "project",
  message: "project: say which one, by the header X-Project-Id or the parameter project.",
});

/** Of a project that is not there (any more), or not for this caller. */
export function noSuchProject(id: ProjectId): Failure {
  return failure("not_found", { field: "project", message: `There is no project ${id}.` });
}
