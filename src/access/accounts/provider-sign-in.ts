import type { Account, Accounts, NewAccount } from "../../catalog/accounts.ts";
import type { Invitation, Invitations } from "../../catalog/invitations.ts";
import type { Joining } from "../../catalog/joining.ts";
import { type Failure, failure } from "../../kernel/errors.ts";
import type { OrganizationId } from "../../kernel/ids.ts";
import type { Logger } from "../../kernel/logger.ts";
import { type Result, err } from "../../kernel/result.ts";
import type { Audit } from "../audit.ts";
import type { Role } from "../principal.ts";
import { domainOf } from "./email-address.ts";
import type { FailedSignIns } from "./failed-sign-ins.ts";
import type { Inviting } from "./inviting.ts";
import type { OpenId, OpenIdAttempt, OpenIdPerson } from "./open-id.ts";
import type { SignedIn, SigningIn } from "./signing-in.ts";
import type { Visit } from "./visit.ts";

export interface ProviderSignInOptions {
  readonly openId: OpenId;
  /** E-mails of these domains only; empty: of any. */
  readonly domains: readonly string[];
  /** Whom the provider vouches for joins in this role without an invitation; null: nobody does. */
  readonly defaultRole: Role | null;
  readonly organization: OrganizationId;
  readonly catalog: {
    readonly accounts: Accounts;
    readonly invitations: Invitations;
    readonly joining: Joining;
  };
  readonly inviting: Inviting;
  readonly signingIn: SigningIn;
  readonly failures: Pick<FailedSignIns, "count">;
  readonly audit: Audit;
  readonly logger: Logger;
}

/**
 * Signing in with a provider. Who came before is known by the provider's own id for them. Otherwise only an e-mail
 * that the provider has verified counts: it finds the account of that address, an invitation to it, or, where the
 * operator wants that, makes an account.
 */
export class ProviderSignIn {
  readonly #options: ProviderSignInOptions;

  constructor(options: ProviderSignInOptions) {
    this.#options = options;
  }

  async begin(): Promise<Result<{ url: string; attempt: OpenIdAttempt }, Failure>> {
    const begun = await this.#options.openId.begin();
    return begun.ok ? begun : err(this.#noted(begun.error));
  }

  async finish(
    answer: URLSearchParams,
    attempt: OpenIdAttempt,
    visit: Visit,
  ): Promise<Result<SignedIn, Failure>> {
    const { openId, failures } = this.#options;
    const person = await openId.finish(answer, attempt);
    const signedIn = person.ok ? await this.#welcome(person.value, visit) : err(this.#noted(person.error));
    if (!signedIn.ok) {
      const email = (person.ok && person.value.email) || "";
      failures.count({ email, address: visit.address, why: "provider" });
    }
    return signedIn;
  }

  async #welcome(person: OpenIdPerson, visit: Visit): Promise<Result<SignedIn, Failure>> {
    const { catalog, domains, signingIn } = this.#options;
    const { email } = person;
    if (email === null) return err(notVerified);
    if (domains.length > 0 && !domains.includes(domainOf(email))) return err(wrongDomain);
    const known = (await catalog.accounts.byIdentity(person)) ?? (await this.#link(person, email, visit));
    const invitation = await catalog.invitations.byEmail(email);
    if (invitation !== null) return this.#accept(invitation, known, person, visit);
    return known === null ? this.#admit(person, email, visit) : signingIn.begin(known, visit);
  }

  /** The account of that address belongs to this person of the provider from now on. */
  async #link(person: OpenIdPerson, email: string, visit: Visit): Promise<Account | null> {
    const account = await this.#options.catalog.accounts.byEmail(email);
    if (account !== null) await this.#linkTo(account, person, visit);
    return account;
  }

  /** The verified address does what the invitation's link would do. */
  async #accept(
    invitation: Invitation,
    known: Account | null,
    person: OpenIdPerson,
    visit: Visit,
  ): Promise<Result<SignedIn, Failure>> {
    const { catalog, inviting } = this.#options;
    const joined = await catalog.joining.accept(
      invitation,
      known?.id ?? newAccountOf(person, invitation.email),
    );
    if (joined === null) return err(notInvited);
    if (known === null) await this.#linkTo(joined, person, visit);
    return inviting.welcome(invitation, joined, visit);
  }

  async #admit(person: OpenIdPerson, email: string, visit: Visit): Promise<Result<SignedIn, Failure>> {
    const { catalog, signingIn, defaultRole, organization } = this.#options;
    if (defaultRole === null) return err(notInvited);
    const admitted = await catalog.joining.admit(organization, defaultRole, newAccountOf(person, email));
    if (admitted === null) return err(notInvited);
    await this.#linkTo(admitted, person, visit);
    return signingIn.begin(admitted, visit);
  }

  async #linkTo(account: Account, { issuer, subject }: OpenIdPerson, { address }: Visit): Promise<void> {
    const { catalog, audit, organization } = this.#options;
    await catalog.accounts.link(account.id, { issuer, subject });
    await audit.record({
      principal: { kind: "user", id: account.id, organization_id: organization },
      project_id: null,
      action: "account.linked",
      target: account.id,
      after: { issuer, subject },
      address,
    });
  }

  /** People are told that it failed; why is in the program log. */
  #noted(cause: unknown): Failure {
    this.#options.logger.warn("a sign-in with the provider failed", { cause });
    return providerFailed;
  }
}

function newAccountOf({ name }: OpenIdPerson, email: string): NewAccount {
  return { email, name: name || email, password_hash: null };
}

const providerFailed = failure("unauthorized", {
  message: "Signing in with the provider did not work; try again.",
});
const notVerified = failure("forbidden", { message: "The provider has not verified an e-mail of yours." });
const wrongDomain = failure("forbidden", { message: "Accounts of this e-mail's domain are not taken here." });
const notInvited = failure("forbidden", {
  message: "There is no account and no invitation for this e-mail.",
});
