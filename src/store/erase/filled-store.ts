import { type TestStore, startTestStore } from "../start-test-store.ts";

/** A real store with 3,000 events, and what is kept of it. For tests; one a file. */
export class FilledStore {
  readonly box: TestStore;

  private constructor(box: TestStore) {
    this.box = box;
  }

  static async start(): Promise<FilledStore> {
    return new FilledStore(await startTestStore());
  }

  /** 3,000 events of 40 users in two projects over two months, three of them with their own views' rows. */
  async fill(where = "true"): Promise<void> {
    await this.box.store
      .command(`INSERT INTO events_v1 (project_id, event_id, name, time, received_at, seq, user_id, anonymous_id,
      visitor_id, session_id, session_seed, path, country, browser, is_bot, properties, sample_factor)
    WITH cityHash64(number, 1) AS a, cityHash64(number, 2) AS b, cityHash64(number, 3) AS c
    SELECT ['p', 'q'][a % 2 + 1], toString(number), ['page_view', 'click', 'buy'][b % 3 + 1],
      fromUnixTimestamp64Milli(toInt64(1700000000000 + c % 4000000000), 'UTC') AS at, now64(3), number,
      if(a % 5 = 0, '', concat('u', toString(b % 40))) AS user, concat('anon-', toString(b % 40)),
      if(user = '', concat('anon-', toString(b % 40)), user), concat('s', toString(b % 40), '-', toString(toDayOfYear(at) % 9)),
      toStartOfMonth(at), concat('/', toString(c % 7)), ['DE', 'US', ''][c % 3 + 1], 'Firefox', c % 11 = 0, '{"x": 1}', [1, 3, 10][c % 3 + 1]
    FROM numbers(3000) WHERE ${where} SETTINGS insert_deduplicate = 0`);
  }

  /** Every row of the tables that the views keep up, unmerged ones put together, as sorted texts. */
  async kept(): Promise<Record<Kept, string[]>> {
    const read = async (table: Kept) => {
      const texts = await this.box.select<{ text: string }>(
        `SELECT toString(tuple(*)) AS text FROM (${keptSql[table]}) ORDER BY text`,
      );
      return [table, texts.map(({ text }) => text)] as const;
    };
    return Object.fromEntries(await Promise.all((Object.keys(keptSql) as Kept[]).map(read))) as Record<
      Kept,
      string[]
    >;
  }

  async clear(): Promise<void> {
    const tables = ["events_v1", ...Object.keys(keptSql)];
    await Promise.all(tables.map((table) => this.box.store.command(`TRUNCATE TABLE ${table}`)));
  }

  /** What a store holds that never got the events which do not fulfil the condition. */
  async neverHeld(where: string): Promise<Record<Kept, string[]>> {
    await this.clear();
    await this.fill(where);
    return this.kept();
  }
}

/** What is to go, as `Eraser.plan` wants it. */
export function plannedRows(where: string) {
  return {
    text: `SELECT seq, visitor_hash, time, session_id, session_seed FROM events_v1 WHERE ${where}`,
    params: {},
  };
}

/** The tables that the views keep up, each as sorted texts, with unmerged rows put together. */
const keptSql = {
  events_15m_v1: `SELECT project_id, name, is_bot, bucket, sum(events) FROM events_15m_v1
    GROUP BY project_id, name, is_bot, bucket`,
  dimensions_15m_v1: `SELECT project_id, dimension, is_bot, value, bucket, sum(events) FROM dimensions_15m_v1
    GROUP BY project_id, dimension, is_bot, value, bucket`,
  visitors_1d_v1: `SELECT project_id, is_bot, day, visitor_hash, sum(events), min(sample_factor) FROM visitors_1d_v1
    GROUP BY project_id, is_bot, day, visitor_hash`,
  sessions_v1: `SELECT project_id, session_id, session_seed, min(started_at), max(ended_at), sum(events),
    sum(page_views), max(is_bot), argMaxMerge(visitor_id), argMaxIfMerge(user_id), argMinIfMerge(landing_path),
    argMaxIfMerge(exit_path), argMinMerge(referrer), argMinMerge(channel), argMinMerge(country), argMinMerge(device_type),
    min(sample_factor)
    FROM sessions_v1 GROUP BY project_id, session_id, session_seed`,
} as const;
type Kept = keyof typeof keptSql;
