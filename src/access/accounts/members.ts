import type { Member, MemberChange, Memberships } from "../../catalog/memberships.ts";
import { type Failure, failure } from "../../kernel/errors.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import type { Audit } from "../audit.ts";
import type { Principal, Role } from "../principal.ts";

export type { Member };

export interface MembersOptions {
  readonly memberships: Memberships;
  readonly audit: Audit;
}

/** Who belongs to an organization, and in which role. Owners are made, changed and removed by owners only. */
export class Members {
  readonly #options: MembersOptions;

  constructor(options: MembersOptions) {
    this.#options = options;
  }

  list(principal: Principal): Promise<Member[]> {
    return this.#options.memberships.list(principal.organization_id);
  }

  async changeRole(
    principal: Principal,
    accountId: string,
    role: Role,
    address: string,
  ): Promise<Result<Member, Failure>> {
    const { memberships, audit } = this.#options;
    const organization = principal.organization_id;
    const member = await this.#ruledBy(principal, accountId, role);
    if (!member.ok) return member;
    const change = await memberships.setRole(organization, accountId, role);
    if (change !== "done") return err(refusalOf(change, accountId));
    await audit.record({
      principal,
      project_id: null,
      action: "member.role_changed",
      target: accountId,
      before: { role: member.value.role },
      after: { role },
      address,
    });
    return ok({ ...member.value, role });
  }

  async remove(principal: Principal, accountId: string, address: string): Promise<Result<void, Failure>> {
    const { memberships, audit } = this.#options;
    const member = await this.#ruledBy(principal, accountId, null);
    if (!member.ok) return member;
    const change = await memberships.remove(principal.organization_id, accountId);
    if (change !== "done") return err(refusalOf(change, accountId));
    const { email, role } = member.value;
    const before = { email, role };
    await audit.record({
      principal,
      project_id: null,
      action: "member.removed",
      target: accountId,
      before,
      address,
    });
    return ok(undefined);
  }

  /** The member, if the principal may change it, and into that role. */
  async #ruledBy(
    principal: Principal,
    accountId: string,
    role: Role | null,
  ): Promise<Result<Member, Failure>> {
    const member = await this.#options.memberships.get(principal.organization_id, accountId);
    if (member === null) return err(refusalOf("not there", accountId));
    const isAboutOwner = member.role === "owner" || role === "owner";
    return isAboutOwner && principal.role !== "owner" ? err(ownersOnly) : ok(member);
  }
}

export const ownersOnly = failure("forbidden", {
  message: "Only an owner may make, change or remove owners.",
});

function refusalOf(change: Exclude<MemberChange, "done">, accountId: string): Failure {
  return change === "not there"
    ? failure("not_found", { field: "id", message: `There is no member ${accountId}.` })
    : failure("conflict", { message: "This is the last owner; make another member the owner first." });
}
