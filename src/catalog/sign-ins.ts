import type { Kysely, Selectable } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, OrganizationId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

/** What keeps a browser signed in. */
export type SignIn = Omit<Selectable<CatalogTables["sign_ins"]>, "token_hash">;

export interface NewSignIn {
  readonly account_id: string;
  readonly organization_id: OrganizationId;
  readonly token_hash: string;
  /** What the browser is, for the list of one's own. */
  readonly client: string;
  readonly expires_at: EpochMs;
}

/** A sign-in with the role that the account has in its organization. */
export interface ActiveSignIn extends SignIn {
  readonly role: string;
}

export class SignIns {
  readonly #db: Kysely<CatalogTables>;
  readonly #clock: Clock;
  readonly #ids: IdSource;

  constructor(db: Kysely<CatalogTables>, clock: Clock, ids: IdSource) {
    this.#db = db;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Of an account at most so many; the ones seen longest ago give way. */
  async create(given: NewSignIn, ofAccountMax: number): Promise<void> {
    const now = this.#clock.now();
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto("sign_ins")
        .values({ id: this.#ids.opaque("sig"), ...given, created_at: now, seen_at: now })
        .execute();
      const older = await transaction
        .selectFrom("sign_ins")
        .select("id")
        .where("account_id", "=", given.account_id)
        .orderBy("seen_at", "desc")
        .orderBy("id")
        .execute();
      const surplus = older.slice(ofAccountMax).map(({ id }) => id);
      await transaction
        .deleteFrom("sign_ins")
        .where((where) => where.or([where("expires_at", "<=", now), where("id", "in", ["", ...surplus])]))
        .execute();
    });
  }

  /** Null when there is none, it has expired, was idle since before `idleSince`, or the account is not a member any more. */
  async active(tokenHash: string, idleSince: EpochMs): Promise<ActiveSignIn | null> {
    const row = await this.#db
      .selectFrom("sign_ins")
      .innerJoin("memberships", (join) =>
        join
          .onRef("memberships.account_id", "=", "sign_ins.account_id")
          .onRef("memberships.organization_id", "=", "sign_ins.organization_id"),
      )
      .select(signInColumns)
      .select("role")
      .where("token_hash", "=", tokenHash)
      .where("expires_at", ">", this.#clock.now())
      .where("seen_at", ">", idleSince)
      .executeTakeFirst();
    return row ?? null;
  }

  async touch(id: string): Promise<void> {
    await this.#db.updateTable("sign_ins").set({ seen_at: this.#clock.now() }).where("id", "=", id).execute();
  }

  /** Those that are still good, the latest seen first. */
  async list(accountId: string, idleSince: EpochMs): Promise<SignIn[]> {
    return this.#db
      .selectFrom("sign_ins")
      .select(signInColumns)
      .where("account_id", "=", accountId)
      .where("expires_at", ">", this.#clock.now())
      .where("seen_at", ">", idleSince)
      .orderBy("seen_at", "desc")
      .orderBy("sign_ins.id")
      .execute();
  }

  /** Whether the account had it. */
  async end(accountId: string, id: string): Promise<boolean> {
    const gone = await this.#db
      .deleteFrom("sign_ins")
      .where("account_id", "=", accountId)
      .where("id", "=", id)
      .returning("id")
      .execute();
    return gone.length > 0;
  }

  /** All of the account but the one to keep, if any; how many. */
  async endAll(accountId: string, keptId: string | null): Promise<number> {
    const gone = await this.#db
      .deleteFrom("sign_ins")
      .where("account_id", "=", accountId)
      .where("id", "<>", keptId ?? "")
      .returning("id")
      .execute();
    return gone.length;
  }

  async moveTo(id: string, organization: OrganizationId): Promise<void> {
    await this.#db
      .updateTable("sign_ins")
      .set({ organization_id: organization })
      .where("id", "=", id)
      .execute();
  }
}

const signInColumns = [
  "sign_ins.id",
  "sign_ins.account_id",
  "sign_ins.organization_id",
  "sign_ins.client",
  "sign_ins.created_at",
  "sign_ins.seen_at",
  "sign_ins.expires_at",
] as const;
