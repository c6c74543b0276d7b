import type { Kysely, Selectable } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, OrganizationId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

/** Who may join which organization, in which role; gone when it is accepted or withdrawn. */
export type Invitation = Omit<Selectable<CatalogTables["invitations"]>, "token_hash">;

export interface NewInvitation {
  readonly organization_id: OrganizationId;
  readonly email: string;
  readonly role: string;
  readonly token_hash: string;
  readonly invited_by: string;
  readonly expires_at: EpochMs;
}

export class Invitations {
  readonly #db: Kysely<CatalogTables>;
  readonly #clock: Clock;
  readonly #ids: IdSource;

  constructor(db: Kysely<CatalogTables>, clock: Clock, ids: IdSource) {
    this.#db = db;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Takes the place of an earlier one of the organization to the same address. */
  async create(given: NewInvitation): Promise<Invitation> {
    const { token_hash, ...invitation } = {
      id: this.#ids.opaque("inv"),
      ...given,
      created_at: this.#clock.now(),
    };
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom("invitations")
        .where("organization_id", "=", given.organization_id)
        .where("email", "=", given.email)
        .execute();
      await transaction
        .insertInto("invitations")
        .values({ ...invitation, token_hash })
        .execute();
    });
    return invitation;
  }

  /** Expired ones too; the oldest first. */
  async list(organization: OrganizationId): Promise<Invitation[]> {
    return this.#db
      .selectFrom("invitations")
      .select(invitationColumns)
      .where("organization_id", "=", organization)
      .orderBy("created_at")
      .orderBy("id")
      .execute();
  }

  /** What it was; null when it is not there. */
  async withdraw(organization: OrganizationId, id: string): Promise<Invitation | null> {
    const gone = await this.#db
      .deleteFrom("invitations")
      .where("organization_id", "=", organization)
      .where("id", "=", id)
      .returning(invitationColumns)
      .executeTakeFirst();
    return gone ?? null;
  }

  /** The one that the secret opens, while it is valid. */
  async byToken(tokenHash: string): Promise<Invitation | null> {
    return this.#valid("token_hash", tokenHash);
  }

  /** The oldest valid one to an address. */
  async byEmail(email: string): Promise<Invitation | null> {
    return this.#valid("email", email);
  }

  async #valid(column: "token_hash" | "email", value: string): Promise<Invitation | null> {
    const invitation = await this.#db
      .selectFrom("invitations")
      .select(invitationColumns)
      .where(column, "=", value)
      .where("expires_at", ">", this.#clock.now())
      .orderBy("created_at")
      .executeTakeFirst();
    return invitation ?? null;
  }
}

const invitationColumns = [
  "id",
  "organization_id",
  "email",
  "role",
  "invited_by",
  "created_at",
  "expires_at",
] as const;
