import type { ClickHouseStore } from "../../src/store/clickhouse-store.ts";

/**
 * Seeded events, made inside the store: sessions of five events each, a visitor and a start drawn for
 * every session, so that visitors return and days overlap. The same seed gives the same events.
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

export async function seedEvents(
  store: ClickHouseStore,
  options: SeedOptions,
  onChunk: (done: number) => void,
): Promise<void> {
  for (let from = 0; from < options.events; from += chunkEvents) {
    const count = Math.min(chunkEvents, options.events - from);
    await store.command(insertSql(options, from, count));
    onChunk(from + count);
  }
}

function insertSql({ visitors, days, endMs, project }: SeedOptions, from: number, count: number): string {
  const names =
    "['pageview', 'pageview', 'pageview', 'click', 'click', 'add_to_cart', 'checkout', 'purchase', 'signup', 'search', 'login']";
  const startMs = endMs - days * 86_400_000;
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
      toInt64(${startMs} + sipHash64(session, 5) % ${days * 86_400_000 - 600_000}) AS started,
      started + step * 40000 + draw % 30000 * (step > 0) AS at,
      ${names}[1 + draw % 11] AS name,
      concat('/page/', toString(sipHash64(number, 6) % 200)) AS path,
      ['', 'https://google.com/', 'https://news.example.org/'][1 + draw % 3] AS referrer,
      ['', 'google.com', 'news.example.org'][1 + draw % 3] AS referrer_domain,
      ['Direct', 'Organic Search', 'Referral'][1 + draw % 3] AS channel
    FROM numbers(${from}, ${count}))`;
}
