import type { ClickHouseStore } from "../../src/store/clickhouse-store.ts";

/**
 * Seeded events, made inside the store: sessions of five events each, of a drawn visitor each, so that visitors
 * return, one after the other over the days, as events arrive. The same seed gives the same events.
 */
export interface SeedOptions {
  readonly events: number;
  readonly visitors: number;
  readonly days: number;
  readonly endMs: number;
  readonly project: string;
}

const eventsPerSession = 5;
const chunkEvents = 1_000_000;
/** The last events come in many small inserts, as they do all the time: their parts are not merged yet. */
const freshShare = 0.01;
const freshInserts = 20;

export async function seedEvents(
  store: ClickHouseStore,
  options: SeedOptions,
  onChunk: (done: number) => void,
): Promise<void> {
  const old = Math.floor(options.events * (1 - freshShare));
  await seedRange(store, options, { from: 0, to: old, chunk: chunkEvents, onChunk });
  // What the tables do by themselves with parts of an hour's age (schema/006).
  for (const table of ["dimensions_15m_v1", "visitors_1d_v1", "sessions_v1"]) {
    await store.command(`OPTIMIZE TABLE ${table} FINAL`);
  }
  const chunk = Math.ceil((options.events - old) / freshInserts);
  await seedRange(store, options, { from: old, to: options.events, chunk, onChunk });
  await untilMerged(store);
}

/** The tables' own merges of what was seeded, which a store that runs for 90 days is long done with. */
async function untilMerged(store: ClickHouseStore): Promise<void> {
  for (let waitedMs = 0; waitedMs < mergesMsMax; waitedMs += pollMs) {
    const answer = await store.query<{ n: number }>({
      sql: "SELECT count() AS n FROM system.merges",
      params: {},
      timeoutMs: 10_000,
      memoryBytesMax: 1e8,
    });
    if (answer.ok && answer.value.rows[0]?.n === 0) return;
    await Bun.sleep(pollMs);
  }
}

const mergesMsMax = 60_000;
const pollMs = 500;

async function seedRange(
  store: ClickHouseStore,
  options: SeedOptions,
  range: { from: number; to: number; chunk: number; onChunk: (done: number) => void },
): Promise<void> {
  const { to, chunk, onChunk } = range;
  for (let from = range.from; from < to; from += chunk) {
    const count = Math.min(chunk, to - from);
    await store.command(insertSql(options, from, count));
    onChunk(from + count);
  }
}

function insertSql(options: SeedOptions, from: number, count: number): string {
  const { events, visitors, days, endMs, project } = options;
  const names =
    "['pageview', 'pageview', 'pageview', 'click', 'click', 'add_to_cart', 'checkout', 'purchase', 'signup', 'search', 'login']";
  const startMs = endMs - days * 86_400_000;
  // The last session and the hour it is drawn from end before the end.
  const apartMs = (days * 86_400_000 - 3_600_000 - 600_000) / (events / eventsPerSession);
  return `INSERT INTO events_v1 (project_id, event_id, name, time, received_at, seq, user_id, visitor_id, session_id,
    session_seed, url, path, title, referrer, referrer_domain, channel, device_type, os, browser, country, value, source, properties)
  SELECT '${project}', concat('evt_', toString(at), '_', lower(hex(sipHash64(number, 1)))), name,
    fromUnixTimestamp64Milli(at, 'UTC'), fromUnixTimestamp64Milli(at, 'UTC'), number,
    visitor, visitor, concat('ses_', lower(hex(sipHash64(session, 3)))), fromUnixTimestamp64Milli(started, 'UTC'),
    concat('https://example.com', path), path, concat('Page ', path), referrer, referrer_domain, channel,
    ['desktop', 'mobile', 'tablet'][1 + draw % 3], ['Windows', 'macOS', 'iOS', 'Android'][1 + draw % 4],
    ['Chrome', 'Safari', 'Firefox', 'Edge'][1 + draw % 4],
    ['US', 'GB', 'DE', 'FR', 'IN', 'BR', 'JP', 'CA', 'AU', 'NL'][1 + draw % 10],
    if(name = 'purchase', (draw % 20000) / 100, NULL), 'edge',
    concat('{"plan":"', ['free', 'pro', 'team'][1 + sipHash64(visitor) % 3], '","variant":"', ['A', 'B'][1 + sipHash64(visitor, 7) % 2],
      '","duration":', toString(draw % 5000), '}')::JSON
  FROM (
    SELECT number, intDiv(number, ${eventsPerSession}) AS session, number % ${eventsPerSession} AS step,
      sipHash64(number, 2) AS draw,
      concat('user_', toString(sipHash64(session, 4) % ${visitors})) AS visitor,
      toInt64(${startMs} + floor(session * ${apartMs}) + sipHash64(session, 5) % 3600000) AS started,
      started + step * 40000 + draw % 30000 * (step > 0) AS at,
      ${names}[1 + draw % 11] AS name,
      concat('/page/', toString(sipHash64(number, 6) % 200)) AS path,
      ['', 'https://google.com/', 'https://news.example.org/'][1 + draw % 3] AS referrer,
      ['', 'google.com', 'news.example.org'][1 + draw % 3] AS referrer_domain,
      ['Direct', 'Organic Search', 'Referral'][1 + draw % 3] AS channel
    FROM numbers(${from}, ${count}))`;
}
