import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { systemClock } from "../kernel/clock.ts";
import { silentLogger } from "../kernel/logger.ts";
import { ClickHouseStore } from "../store/clickhouse-store.ts";
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from "../store/embedded/supervisor.ts";
import { migrate } from "../store/migrate.ts";
import type { Event, Properties } from "./event.ts";
import { propertiesProblem } from "./properties.ts";
import { rowJson } from "./row.ts";
import { epochMsMax } from "./time.ts";

/**
 * A row that passes the checks at the door must be one that the real store takes: a refused row was
 * acknowledged, is out of reach as a dead letter, and the batch around it has to be taken apart.
 */
let folder: string;
let embedded: EmbeddedClickHouse;
let store: ClickHouseStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-row-"));
  const parts = { clock: systemClock, logger: silentLogger };
  embedded = await startEmbeddedClickHouse({ ...parts, folder, memoryBytesMax: 1024 ** 3 });
  store = new ClickHouseStore({ url: embedded.url, headers: embedded.headers });
  await migrate({ ...parts, store });
}, 60_000);

afterAll(async () => {
  await store?.close();
  await embedded?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const odd: [json: string, kept: string][] = [
  ['{"n":9007199254740991}', '{"n":9007199254740991}'],
  ['{"n":1e20}', '{"n":100000000000000000000}'],
  ['{"n":[1e20,{"m":-1e19}]}', '{"n":[100000000000000000000,{"m":-10000000000000000000}]}'],
  ['{"n":18446744073709551616}', '{"n":18446744073709552000}'],
  ['{"n":-9223372036854775808}', '{"n":-9223372036854775808}'],
  ['{"n":1e308,"m":5e-324}', '{"m":5e-324,"n":1e308}'],
  ['{"n":1e400}', "{}"],
  ['{"":1}', '{"":1}'],
  ['{"a.b":1,"a":{"b":2}}', '{"a":{"b":2},"a.b":1}'],
  ['{"..":1,".a":2,"a.":3}', '{"..":1,".a":2,"a.":3}'],
  ['{"a.b":1,"a%2Eb":2,"c%2ed":3,"e%252Ef":4}', '{"a.b":2,"c%2ed":3,"e%252Ef":4}'],
  ['{"__proto__":{"constructor":1}}', '{"__proto__":{"constructor":1}}'],
  ['{"a":[1,2.5,"x",true,{"b":[[]]}]}', '{"a":[1,2.5,"x",true,{"b":[[]]}]}'],
  ['{"a":"\\ud800","b\\udfff":1}', '{"a":"\ufffd","b\ufffd":1}'],
  ['{"a":"2024-01-31T00:00:00Z","b":"true","c":"5"}', '{"a":"2024-01-31T00:00:00Z","b":"true","c":"5"}'],
  ['{"`":1,"\'":2,"\\\\":3,"\\"":4,"a:`Int64`":5}', '{"`":1,"\'":2,"\\\\":3,"\\"":4,"a:`Int64`":5}'],
];

test("the store takes odd properties and gives the same back", async () => {
  const given = odd.map(([json]) => JSON.parse(json) as Properties);
  for (const properties of given) expect(propertiesProblem(properties)).toBeNull();
  expect(await insert(given, "odd")).toBeNull();
  const rows = await select<{ properties: Properties }>("SELECT properties FROM events_v1 ORDER BY seq");
  for (const [index, [json, kept]] of odd.entries()) {
    expect([json, rows[index]!.properties]).toEqual([json, JSON.parse(kept) as Properties]);
  }
});

test("the store takes the columns' values at their ends", async () => {
  const event = sampleEvent({});
  const ends: Event[] = [
    { ...event, time: 0, received_at: 0, value: 1e20 },
    { ...event, time: epochMsMax, received_at: epochMsMax, value: -1.7976931348623157e308 },
    { ...event, value: 5e-324, name: "n".repeat(200), title: "'\"\\\t\r\n\u0000😀", url: "u".repeat(8192) },
  ];
  expect(await insertRows(ends.map(rowJson), "ends")).toBeNull();
  const read = await select<{ time: number; value: number; title: string }>(
    "SELECT toUnixTimestamp64Milli(time) AS time, value, title FROM events_v1 ORDER BY seq DESC LIMIT 3",
  );
  expect(read.map((row) => row.value)).toEqual([5e-324, -1.7976931348623157e308, 1e20]);
  expect(read.map((row) => row.time)).toEqual([event.time, epochMsMax, 0]);
  expect(read[0]!.title).toBe("'\"\\\t\r\n\u0000😀");
});

test("the store takes whatever properties pass the checks", async () => {
  const names = [
    "a",
    "b",
    "a.b",
    "a%2Eb",
    "%2E",
    "a%252Eb",
    "",
    ".",
    "nan",
    "inf",
    "null",
    "__proto__",
    "`",
    "\\",
    "size0",
    "^a",
    "a.:`Int64`",
  ];
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 6 }), fc.constantFrom(...names));
  const huge = fc.bigInt({ min: -(2n ** 72n), max: 2n ** 72n }).map(Number);
  // Every new key costs the store a column, so most of them are known ones.
  const key = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: text });
  const leaf = fc.oneof(
    text,
    fc.integer(),
    fc.maxSafeInteger(),
    huge,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const { object } = fc.letrec<{ value: unknown; object: Properties }>((tie) => ({
    value: fc.oneof({ maxDepth: 8 }, leaf, fc.array(tie("value"), { maxLength: 4 }), tie("object")),
    object: fc.dictionary(key, tie("value"), { maxKeys: 5 }),
  }));
  const batch = fc.array(object, { minLength: 100, maxLength: 100 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(batch, async (given) => {
      const good = given.filter((properties) => propertiesProblem(properties) === null);
      expect(await insert(good, `run ${run++}`)).toBeNull();
    }),
    { numRuns: 3 },
  );
});

let seq = 0;

/** Null, or the store's words. */
async function insert(list: readonly Properties[], token: string): Promise<string | null> {
  return insertRows(
    list.map((properties) => rowJson(sampleEvent(properties))),
    token,
  );
}

async function insertRows(list: readonly string[], token: string): Promise<string | null> {
  const lines = list.map((row) => `{"seq":${seq++},"session_id":"s","session_seed":1,${row.slice(1)}\n`);
  const rows = new TextEncoder().encode(lines.join(""));
  const inserted = await store.insertRows({ table: "events_v1", rows, token });
  return inserted.ok ? null : inserted.error.message;
}

async function select<Row>(text: string): Promise<readonly Row[]> {
  const answer = await store.query<Row>({
    rowsOf: "every project",
    sql: text,
    params: {},
    timeoutMs: 10_000,
    memoryBytesMax: 1024 ** 3,
  });
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
  return answer.value.rows;
}

function sampleEvent(given: Properties): Event {
  const filled = { project_id: "p", event_id: "e", name: "n", visitor_id: "v", source: "platform" as const };
  const absent = {} as Event;
  return { ...absent, ...filled, time: 1, received_at: 1, is_bot: false, value: null, properties: given };
}
