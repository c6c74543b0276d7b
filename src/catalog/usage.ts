import type { Kysely, Transaction } from "kysely";
import type { ProjectId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

export interface UsageOfMonth {
  /** Such as `2026-11`, in UTC. */
  readonly month: string;
  /** Events that were stored. */
  readonly events: number;
}

/** What a loader has stored of a project since its log exists. */
export interface StoredTotal {
  readonly project_id: ProjectId;
  readonly events: number;
}

/**
 * Events stored by project and month. What is booked are running totals, together with how much of each is
 * in the months already, so that booking one twice, or after a crash, adds nothing.
 */
export class Usage {
  readonly #db: Kysely<CatalogTables>;

  constructor(db: Kysely<CatalogTables>) {
    this.#db = db;
  }

  /**
   * Adds to the month what is new in the totals of a source, and returns the month of all projects and sources.
   * Nothing stays booked for a deleted project: a loader may tell of it once more.
   */
  async book(source: string, month: string, totals: readonly StoredTotal[]): Promise<Map<ProjectId, number>> {
    return this.#db.transaction().execute(async (transaction) => {
      // Always in the same order, so that two who book at once do not wait for one another.
      const inOrder = totals.toSorted((a, b) => (a.project_id < b.project_id ? -1 : 1));
      for (const total of inOrder) await bookOne(transaction, source, month, total);
      if (totals.length > 0) await eraseOfDeleted(transaction);
      const rows = await transaction
        .selectFrom("usage_months")
        .select(["project_id", "events"])
        .where("month", "=", month)
        .execute();
      return new Map(rows.map(({ project_id, events }) => [project_id, events]));
    });
  }

  /** The totals of a source as they were booked last. */
  async bookedOf(source: string): Promise<Map<ProjectId, number>> {
    const rows = await this.#db
      .selectFrom("usage_sources")
      .select(["project_id", "events"])
      .where("source", "=", source)
      .execute();
    return new Map(rows.map(({ project_id, events }) => [project_id, events]));
  }

  /** The latest month first; months without events are not among them. */
  async monthsOf(project: ProjectId): Promise<UsageOfMonth[]> {
    return this.#db
      .selectFrom("usage_months")
      .select(["month", "events"])
      .where("project_id", "=", project)
      .orderBy("month", "desc")
      .execute();
  }
}

async function eraseOfDeleted(transaction: Transaction<CatalogTables>): Promise<void> {
  for (const table of ["usage_sources", "usage_months"] as const) {
    await transaction
      .deleteFrom(table)
      .where("project_id", "in", (from) =>
        from.selectFrom("projects").select("projects.id").where("deleted_at", "is not", null),
      )
      .execute();
  }
}

async function bookOne(
  transaction: Transaction<CatalogTables>,
  source: string,
  month: string,
  { project_id, events }: StoredTotal,
): Promise<void> {
  // Writes before it reads: on PostgreSQL that locks the row, so a second caller waits for the first.
  const { events: before } = await transaction
    .insertInto("usage_sources")
    .values({ project_id, source, events: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(["project_id", "source"])
        .doUpdateSet((row) => ({ events: row.ref("usage_sources.events") })),
    )
    .returning("events")
    .executeTakeFirstOrThrow();
  // A total that is smaller than before belongs to a loader that began anew.
  const added = events >= before ? events - before : events;
  if (added === 0) return;
  await transaction
    .updateTable("usage_sources")
    .set({ events })
    .where("project_id", "=", project_id)
    .where("source", "=", source)
    .execute();
  await transaction
    .insertInto("usage_months")
    .values({ project_id, month, events: added })
    .onConflict((conflict) =>
      conflict
        .columns(["project_id", "month"])
        .doUpdateSet((row) => ({ events: row("usage_months.events", "+", added) })),
    )
    .execute();
}
