import type { Organization, Organizations as OrganizationRows } from "../catalog/organizations.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { OrganizationId, ProjectId } from "../kernel/ids.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { EmailAddress } from "./accounts/email-address.ts";
import type { Inviting } from "./accounts/inviting.ts";
import { type Actor, byActor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Directory } from "./directory.ts";

export interface OrganizationsOptions {
  readonly rows: OrganizationRows;
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

/** All organizations of an installation: for its operator, who alone stands above them. */
export class Organizations {
  readonly #options: OrganizationsOptions;

  constructor(options: OrganizationsOptions) {
    this.#options = options;
  }

  /** The oldest first. */
  list(): Promise<Organization[]> {
    return this.#options.rows.list();
  }

  /** With a first project and an invitation for its owner. */
  async create(
    actor: Actor,
    { name, owner }: { name: string; owner: EmailAddress },
  ): Promise<Result<MadeOrganization, Failure>> {
    const problem = nameProblem(name);
    if (problem !== null) return err(problem);
    const { rows, directory, audit } = this.#options;
    const { organization, project } = await rows.create(name, firstProjectName);
    await directory.refresh();
    const { id } = organization;
    const within = actorWithin(actor, id);
    const after = { name, project: project.id };
    await audit.record({
      ...byActor(within),
      project_id: null,
      action: "organization.created",
      target: id,
      after,
    });
    const secret = await this.#invite(within, owner);
    return secret.ok ? ok({ id, project_id: project.id, secret: secret.value }) : secret;
  }

  /** One more owner, or the first one once more whose link has ended; the secret of the invitation. */
  async inviteOwner(actor: Actor, id: OrganizationId, owner: EmailAddress): Promise<Result<string, Failure>> {
    const isThere = (await this.list()).some((organization) => organization.id === id);
    return isThere ? this.#invite(actorWithin(actor, id), owner) : err(noSuchOrganization(id));
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
