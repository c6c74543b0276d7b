import { defaultOrganization } from "../catalog/catalog.ts";
import type { Memberships } from "../catalog/memberships.ts";
import type {
  Organization,
  OrganizationDeletion,
  Organizations as OrganizationRows,
} from "../catalog/organizations.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { OrganizationId, ProjectId } from "../kernel/ids.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { EmailAddress } from "./accounts/email-address.ts";
import type { Inviting } from "./accounts/inviting.ts";
import { type Actor, byActor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Directory } from "./directory.ts";
import type { Principal } from "./principal.ts";

export type { Organization };

export interface OrganizationsOptions {
  readonly rows: OrganizationRows;
  readonly memberships: Memberships;
  readonly directory: Directory;
  readonly inviting: Inviting;
  readonly audit: Audit;
}

export interface MadeOrganization {
  readonly id: OrganizationId;
  readonly project_id: ProjectId;
  /** Of the invitation for its owner. */
  readonly secret: string;
}

/**
 * The organizations of an installation. Its operator alone stands above them, and makes them. Owners rename and
 * delete their own; one that the actor does not belong to is not there.
 */
export class Organizations {
  readonly #options: OrganizationsOptions;

  constructor(options: OrganizationsOptions) {
    this.#options = options;
  }

  /** All, the oldest first. */
  list(): Promise<Organization[]> {
    return this.#options.rows.list();
  }

  /** Those that the principal belongs to: a person's, the one joined first being first; else the credentials' own. */
  async of({ kind, id, organization_id }: Principal): Promise<Organization[]> {
    const { rows, memberships } = this.#options;
    const ids =
      kind === "user"
        ? (await memberships.of(id)).map((membership) => membership.organization_id)
        : [organization_id];
    const found = await Promise.all(ids.map((one) => rows.get(one)));
    return found.filter((organization) => organization !== null);
  }

  async get({ principal }: Actor, id: OrganizationId): Promise<Result<Organization, Failure>> {
    const isTheirs = principal.kind === "operator" || principal.organization_id === id;
    const organization = isTheirs ? await this.#options.rows.get(id) : null;
    return organization === null ? err(noSuchOrganization(id)) : ok(organization);
  }

  async rename(actor: Actor, id: OrganizationId, name: string): Promise<Result<Organization, Failure>> {
    const problem = nameProblem(name);
    if (problem !== null) return err(problem);
    const before = await this.#ruledBy(actor, id);
    if (!before.ok) return before;
    if (!(await this.#options.rows.rename(id, name))) return err(noSuchOrganization(id));
    await this.#record(actor, "organization.renamed", id, { name: before.value.name }, { name });
    return ok({ ...before.value, name });
  }

  /** The ids of the projects that are deleted with it; their data is erased like that of any deleted project. */
  async delete(
    actor: Actor,
    id: OrganizationId,
    projects: "with projects" | "only empty",
  ): Promise<Result<readonly ProjectId[], Failure>> {
    const organization = await this.#ruledBy(actor, id);
    if (!organization.ok) return organization;
    if (id === defaultOrganization) return err(defaultStays);
    const deletion = await this.#options.rows.delete(id, projects);
    if (deletion.kind !== "done") return err(refusalOf(deletion.kind, id));
    await this.#options.directory.refresh();
    const before = { name: organization.value.name, projects: deletion.projects };
    await this.#record(actor, "organization.deleted", id, before, undefined);
    return ok(deletion.projects);
  }

  /** With a first project and an invitation for its owner. */
  async create(
    actor: Actor,
    { name, owner }: { name: string; owner: EmailAddress },
  ): Promise<Result<MadeOrganization, Failure>> {
    const problem = nameProblem(name);
    if (problem !== null) return err(problem);
    const { rows, directory } = this.#options;
    const { organization, project } = await rows.create(name, firstProjectName);
    await directory.refresh();
    const { id } = organization;
    await this.#record(actor, "organization.created", id, undefined, { name, project: project.id });
    const secret = await this.#invite(actorWithin(actor, id), owner);
    return secret.ok ? ok({ id, project_id: project.id, secret: secret.value }) : secret;
  }

  /** One more owner, or the first one once more whose link has ended; the secret of the invitation. */
  async inviteOwner(actor: Actor, id: OrganizationId, owner: EmailAddress): Promise<Result<string, Failure>> {
    const organization = await this.get(actor, id);
    return organization.ok ? this.#invite(actorWithin(actor, id), owner) : organization;
  }

  /** The organization, if the actor may rename and delete it. */
  async #ruledBy(actor: Actor, id: OrganizationId): Promise<Result<Organization, Failure>> {
    const organization = await this.get(actor, id);
    const { kind, role } = actor.principal;
    const rules = kind === "operator" || role === "owner";
    return organization.ok && !rules ? err(notItsOwner) : organization;
  }

  async #record(
    actor: Actor,
    action: string,
    id: OrganizationId,
    before: unknown,
    after: unknown,
  ): Promise<void> {
    const who = byActor(actorWithin(actor, id));
    await this.#options.audit.record({ ...who, project_id: null, action, target: id, before, after });
  }

  async #invite({ principal, address }: Actor, owner: EmailAddress): Promise<Result<string, Failure>> {
    const wish = { email: owner, role: "owner", days: limits.ownerInvitationDays } as const;
    const made = await this.#options.inviting.create(principal, wish, address);
    return made.ok ? ok(made.value.secret) : made;
  }
}

const firstProjectName = "First project";
const nameCharsMax = 200;

/** So that what is done to an organization stands in its own audit log. */
function actorWithin({ principal, address }: Actor, organization_id: OrganizationId): Actor {
  return { principal: { ...principal, organization_id }, address };
}

function nameProblem(name: string): Failure | null {
  if (name.trim() !== "" && name.length <= nameCharsMax) return null;
  const message = `name: must have 1 to ${nameCharsMax} characters`;
  return failure("invalid_field", { field: "name", message });
}

function noSuchOrganization(id: OrganizationId): Failure {
  return failure("not_found", { field: "id", message: `There is no organization ${id}.` });
}

function refusalOf(kind: Exclude<OrganizationDeletion["kind"], "done">, id: OrganizationId): Failure {
  if (kind === "not there") return noSuchOrganization(id);
  return kind === "has projects" ? hasProjects : lastOwner;
}

const notItsOwner = failure("forbidden", { message: "Only its owner may rename or delete an organization." });
const hasProjects = failure("conflict", {
  field: "withProjects",
  message: "The organization has projects: delete them first, or with it, by withProjects=true.",
});
const lastOwner = failure("conflict", {
  message: "No other organization has an owner: with this one, the installation would be nobody's.",
});
const defaultStays = failure("conflict", { message: "The default organization cannot be deleted." });
