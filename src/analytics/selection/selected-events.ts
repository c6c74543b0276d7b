import type { EpochMs } from "../../kernel/clock.ts";
import type { Failure } from "../../kernel/errors.ts";
import { FailureError } from "../../kernel/errors.ts";
import type { ProjectId } from "../../kernel/ids.ts";
import type { Result } from "../../kernel/result.ts";
import { type Sql, type Statement, integer, moment, render, sql } from "../../query/sql.ts";
import type { ClickHouseStore } from "../../store/clickhouse-store.ts";
import { scopeToProject } from "../sources.ts";
import { type Selection, selectionCondition } from "./selection.ts";

export interface SelectionCounts {
  readonly events: number;
  readonly sessions: number;
  readonly visitors: number;
  readonly firstAt: EpochMs | null;
  readonly lastAt: EpochMs | null;
}

/** What an export is made of: one file each. */
export const exportParts = ["events", "sessions", "identities"] as const;
export type ExportPart = (typeof exportParts)[number];

/** Reads what a selection means, within one project. Expected failures are thrown as `FailureError`. */
export class SelectedEvents {
  readonly #store: () => Promise<Result<ClickHouseStore, Failure>>;

  constructor(store: () => Promise<Result<ClickHouseStore, Failure>>) {
    this.#store = store;
  }

  async count(project: ProjectId, selection: Selection, receivedTo: EpochMs): Promise<SelectionCounts> {
    const statement = scopeToProject(
      render(sql`SELECT count() AS events, uniqExact(session_id, session_seed) AS sessions, uniqExact(visitor_id) AS visitors,
        minOrNull(toUnixTimestamp64Milli(time)) AS firstAt, maxOrNull(toUnixTimestamp64Milli(time)) AS lastAt
        FROM events WHERE ${selected(selection, receivedTo)}`),
      project,
    );
    const store = await this.#opened();
    const answer = await store.query<SelectionCounts>({
      sql: statement.text,
      params: statement.params,
      ...bounds,
    });
    if (!answer.ok) throw new FailureError(answer.error);
    return answer.value.rows[0]!;
  }

  /** The earliest `rowsMax` of the events, as `Eraser.plan` wants them. */
  rows(project: ProjectId, selection: Selection, receivedTo: EpochMs, rowsMax: number): Statement {
    return scopeToProject(
      render(sql`SELECT seq, visitor_hash, time, session_id, session_seed FROM events
        WHERE ${selected(selection, receivedTo)} ORDER BY events.time LIMIT ${integer(rowsMax)}`),
      project,
    );
  }

  /** JSON objects, each ended by a newline; any number of whole ones at a time. */
  async *stream(project: ProjectId, selection: Selection, part: ExportPart): AsyncGenerator<Uint8Array> {
    const statement = scopeToProject(render(exportSql[part](selectionCondition(selection))), project);
    const store = await this.#opened();
    yield* store.queryStream({ sql: statement.text, params: statement.params, ...bounds });
  }

  async #opened(): Promise<ClickHouseStore> {
    const store = await this.#store();
    if (!store.ok) throw new FailureError(store.error);
    return store.value;
  }
}

/** Jobs have no reader who waits; they may take longer than questions. */
const bounds = { timeoutMs: 250_000, memoryBytesMax: 1_500_000_000 };

/** What was received later is none of it: the same person may be back. */
function selected(selection: Selection, receivedTo: EpochMs): Sql {
  return sql`received_at <= ${moment(receivedTo)} AND ${selectionCondition(selection)}`;
}

const exportSql: Readonly<Record<ExportPart, (condition: Sql) => Sql>> = {
  events: (condition) => sql`SELECT * EXCEPT (visitor_hash, time, received_at, session_seed, seq),
    ${iso(sql`events.time`)} AS time, ${iso(sql`events.received_at`)} AS received_at
    FROM events WHERE ${condition} ORDER BY events.time, seq`,
  sessions: (condition) => sql`SELECT * EXCEPT (project_id, session_seed, started_at, ended_at),
    ${iso(sql`sessions.started_at`)} AS started_at, ${iso(sql`sessions.ended_at`)} AS ended_at
    FROM sessions WHERE (session_seed, session_id) IN (SELECT session_seed, session_id FROM events WHERE ${condition})
    ORDER BY sessions.started_at, session_id`,
  identities: (
    condition,
  ) => sql`SELECT visitor_id, user_id, anonymous_id, ip_hash, device_type, os, browser, country,
    count() AS events, ${iso(sql`min(events.time)`)} AS first_seen_at, ${iso(sql`max(events.time)`)} AS last_seen_at
    FROM events WHERE ${condition}
    GROUP BY visitor_id, user_id, anonymous_id, ip_hash, device_type, os, browser, country
    ORDER BY first_seen_at, visitor_id`,
};

/** ISO 8601, with its zone. */
function iso(time: Sql): Sql {
  return sql`concat(replaceOne(toString(${time}), ' ', 'T'), 'Z')`;
}
