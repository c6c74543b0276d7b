import type { Account, Accounts } from "../../catalog/accounts.ts";
import type { Invitation, Invitations } from "../../catalog/invitations.ts";
import type { Joining } from "../../catalog/joining.ts";
import { type Clock, dayMs } from "../../kernel/clock.ts";
import { type Failure, failure } from "../../kernel/errors.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import type { Audit } from "../audit.ts";
import type { Principal, Role } from "../principal.ts";
import { linkNotValid, tooBusy } from "./account-failures.ts";
import type { EmailAddress } from "./email-address.ts";
import { ownersOnly } from "./members.ts";
import { type PasswordHasher, newPasswordSchema } from "./password.ts";
import { hashSecret, isSecret, newSecret } from "./secret.ts";
import type { SignedIn, SigningIn } from "./signing-in.ts";
import type { Visit } from "./visit.ts";

export type { Invitation };

export interface InvitingOptions {
  readonly catalog: {
    readonly accounts: Accounts;
    readonly invitations: Invitations;
    readonly joining: Joining;
  };
  readonly signingIn: SigningIn;
  readonly hasher: PasswordHasher;
  readonly audit: Audit;
  readonly clock: Clock;
  /** After an owner has joined: whose organization may be new, and who may be the first, which ends the open mode. */
  readonly onOwner: () => Promise<void>;
}

/** What somebody who follows an invitation's link states. */
export interface Acceptance {
  readonly token: string;
  readonly name: string;
  /** A new one, or the one of the account that the invited address has already. */
  readonly password: string;
}

/**
 * Invitations to join an organization. The secret is shown once, to be handed over by whoever invites; who shows it
 * joins under the e-mail that was invited, so the inviter vouches for that address.
 */
export class Inviting {
  readonly #options: InvitingOptions;

  constructor(options: InvitingOptions) {
    this.#options = options;
  }

  async create(
    principal: Principal,
    given: { email: EmailAddress; role: Role; days: number },
    address: string,
  ): Promise<Result<{ invitation: Invitation; secret: string }, Failure>> {
    const mayMakeOwners = principal.role === "owner" || principal.kind === "operator";
    if (given.role === "owner" && !mayMakeOwners) return err(ownersOnly);
    const { catalog, clock } = this.#options;
    const secret = newSecret();
    const invitation = await catalog.invitations.create({
      organization_id: principal.organization_id,
      email: given.email,
      role: given.role,
      token_hash: hashSecret(secret),
      invited_by: `${principal.kind}:${principal.id}`.slice(0, 200),
      expires_at: clock.now() + given.days * dayMs,
    });
    await this.#record(principal, "invitation.created", invitation, address);
    return ok({ invitation, secret });
  }

  list(principal: Principal): Promise<Invitation[]> {
    return this.#options.catalog.invitations.list(principal.organization_id);
  }

  /** Whether the organization had it. */
  async withdraw(principal: Principal, id: string, address: string): Promise<boolean> {
    const gone = await this.#options.catalog.invitations.withdraw(principal.organization_id, id);
    if (gone !== null) await this.#record(principal, "invitation.withdrawn", gone, address);
    return gone !== null;
  }

  /** For whom the link is, to be shown before it is accepted. */
  async open(token: string): Promise<Invitation | null> {
    return isSecret(token) ? this.#options.catalog.invitations.byToken(hashSecret(token)) : null;
  }

  /** Makes the account, or finds the one of that address by its password; joins; and signs in. */
  async accept(given: Acceptance, visit: Visit): Promise<Result<SignedIn, Failure>> {
    const invitation = await this.open(given.token);
    if (invitation === null) return err(linkNotValid);
    const { accounts } = this.#options.catalog;
    const isKnown = (await accounts.byEmail(invitation.email)) !== null;
    const joined = isKnown
      ? await this.#joinKnown(invitation, given, visit)
      : await this.#joinNew(invitation, given);
    return joined.ok ? this.welcome(invitation, joined.value, visit) : joined;
  }

  /** After the account has joined. */
  async welcome(invitation: Invitation, account: Account, visit: Visit): Promise<Result<SignedIn, Failure>> {
    const principal = {
      kind: "user",
      id: account.id,
      organization_id: invitation.organization_id,
    } as const;
    if (invitation.role === "owner") await this.#options.onOwner();
    await this.#record(principal, "invitation.accepted", invitation, visit.address);
    return this.#options.signingIn.begin(account, visit, invitation.organization_id);
  }

  async #joinKnown(
    invitation: Invitation,
    { password }: Acceptance,
    { address }: Visit,
  ): Promise<Result<Account, Failure>> {
    const { catalog, signingIn } = this.#options;
    const account = await signingIn.checkPassword(invitation.email, password, address);
    if (!account.ok) return account;
    const joined = await catalog.joining.accept(invitation, account.value.id);
    return joined === null ? err(linkNotValid) : ok(joined);
  }

  async #joinNew(invitation: Invitation, { name, password }: Acceptance): Promise<Result<Account, Failure>> {
    const { catalog, hasher } = this.#options;
    const chosen = newPasswordSchema.safeParse(password);
    if (!chosen.success) return err(passwordNotGood(chosen.error.issues[0]?.message ?? ""));
    const hash = await hasher.hash(chosen.data);
    if (hash === null) return err(tooBusy);
    const account = { email: invitation.email, name: name || invitation.email, password_hash: hash };
    const joined = await catalog.joining.accept(invitation, account);
    return joined === null ? err(linkNotValid) : ok(joined);
  }

  async #record(
    principal: Pick<Principal, "kind" | "id" | "organization_id">,
    action: string,
    { id, email, role, expires_at }: Invitation,
    address: string,
  ): Promise<void> {
    const after = { email, role, expiresAt: new Date(expires_at).toISOString() };
    await this.#options.audit.record({ principal, project_id: null, action, target: id, after, address });
  }
}

function passwordNotGood(message: string): Failure {
  return failure("invalid_field", { field: "password", message: `password: ${message}` });
}
