import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import fc from "fast-check";
import { systemClock } from "../kernel/clock.ts";
import { silentLogger } from "../kernel/logger.ts";
import { ClickHouseStore } from "../store/clickhouse-store.ts";
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from "../store/embedded/supervisor.ts";
import { migrate } from "../store/migrate.ts";
import type { FieldRef } from "./columns.ts";
import { type Filter, type Scalar, allOf, filterSql } from "./filter.ts";
import { join, render, sql } from "./sql.ts";

/**
 * What filters mean, asked of the real engine and of a reference in plain JavaScript: a missing
 * property matches no comparison, the negation of one matches it, and texts of any kind, those that
 * look like SQL among them, compare as themselves.
 */
const texts = [
  "",
  "a",
  "ab",
  "b",
  "5",
  "2.5",
  "-1",
  "'; --",
  "it's",
  "\\",
  "\\n",
  "\t\n",
  '"',
  "{p0:String}",
  "%2E",
  "é😀",
];
const scalars: Scalar[] = [...texts, 5, 2.5, -1, 0, true, false];

interface Sample {
  readonly event_id: string;
  readonly name: string;
  readonly user_id: string;
  readonly country: string;
  readonly value: number | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Every text and scalar in every field, and every field missing. */
const samples: readonly Sample[] = [...scalars, null].map((scalar, index) => ({
  event_id: `e${index}`,
  name: texts[index % texts.length]!,
  user_id: texts[(index * 7) % texts.length]!,
  country: texts[(index * 3) % texts.length]!,
  value: [null, 0, 5, 2.5, -1][index % 5]!,
  properties: {
    ...(scalar === null ? {} : { plan: scalar }),
    ...(index % 3 === 0 ? {} : { cart: { total: scalars[(index * 5) % scalars.length]! } }),
    ...(index % 2 === 0 ? {} : { "it's \\ odd": texts[(index * 11) % texts.length]! }),
  },
}));

const fields: FieldRef[] = [
  { column: "name" },
  { column: "user_id" },
  { column: "country" },
  { column: "value" },
  { property: "plan" },
  { property: "cart.total" },
  { property: "it's \\ odd" },
  { property: "nowhere" },
];

let folder: string;
let embedded: EmbeddedClickHouse;
let store: ClickHouseStore;

beforeAll(async () => {
  folder = mkdtempSync(joinPath(tmpdir(), "tidemark-filter-"));
  const parts = { clock: systemClock, logger: silentLogger };
  embedded = await startEmbeddedClickHouse({ ...parts, folder, memoryBytesMax: 1024 ** 3 });
  store = new ClickHouseStore({ url: embedded.url, headers: embedded.headers });
  await migrate({ ...parts, store });
  const lines = samples.map((sample, seq) => {
    const row = {
      project_id: "p",
      time: 1,
      received_at: 1,
      visitor_id: "v",
      session_id: "s",
      session_seed: 1,
      seq,
      ...sample,
    };
    return `${JSON.stringify(row)}\n`;
  });
  const rows = new TextEncoder().encode(lines.join(""));
  expect(await store.insertRows({ table: "events_v1", rows, token: "samples" })).toEqual({
    ok: true,
    value: undefined,
  });
}, 60_000);

afterAll(async () => {
  await store?.close();
  await embedded?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the engine and the reference agree on", () => {
  test("every operator on every field with every kind of value", async () => {
    const values = ["", "a", "5", "it's", "\\", "\\n", "\t\n", "{p0:String}", "é😀", 5, -1, true];
    const all = fields.flatMap((field) => values.flatMap((value) => filtersOn(field, value)));
    for (let from = 0; from < all.length; from += filtersPerStatement) {
      await expectAgreement(all.slice(from, from + filtersPerStatement).map((filter) => [filter]));
    }
  });

  test("filters that are joined: a negation reaches no further than its own filter", async () => {
    const filter = fc
      .tuple(fc.constantFrom(...fields), fc.constantFrom(...scalars), fc.nat(99))
      .map(([field, value, pick]) => {
        const choices = filtersOn(field, value);
        return choices[pick % choices.length]!;
      });
    const conditions = fc.array(fc.array(filter, { minLength: 2, maxLength: 4 }), {
      minLength: 20,
      maxLength: 20,
    });
    await fc.assert(fc.asyncProperty(conditions, expectAgreement), { numRuns: 10 });
  });
});

const filtersPerStatement = 60;

/** Each condition is a list of filters that must all be met. */
async function expectAgreement(conditions: readonly (readonly Filter[])[]): Promise<void> {
  const columns = conditions.map((filters) => sql`toBool(${allOf(filters.map(filterSql))})`);
  const { text, params } = render(sql`SELECT event_id, [${join(columns, ", ")}] AS verdicts FROM events_v1`);
  const answer = await store.query<{ event_id: string; verdicts: boolean[] }>({
    rowsOf: "every project",
    sql: text,
    params,
    timeoutMs: 20_000,
    memoryBytesMax: 1024 ** 3,
  });
  if (!answer.ok) throw new Error(String(answer.error.cause), { cause: conditions });
  const verdictsOf = new Map(answer.value.rows.map((row) => [row.event_id, row.verdicts]));
  expect(verdictsOf.size).toBe(samples.length);
  for (const sample of samples) {
    for (const [index, filters] of conditions.entries()) {
      const found = verdictsOf.get(sample.event_id)![index];
      const expected = filters.every((filter) => meets(sample, filter));
      if (found !== expected)
        expect({ sample, filters, meets: found }).toEqual({ sample, filters, meets: expected });
    }
  }
}

function filtersOn(field: FieldRef, value: Scalar): Filter[] {
  const words = String(value);
  const order = typeof value === "number" ? value : words;
  const escaped = words.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const number = typeof value === "number" ? value : 1;
  return [
    { field, operator: "eq", value },
    { field, operator: "ne", value },
    { field, operator: "in", value: [value, "b"] },
    { field, operator: "not_in", value: [value, 5] },
    { field, operator: "in", value: [] },
    { field, operator: "not_in", value: [] },
    { field, operator: "gt", value: order },
    { field, operator: "gte", value: order },
    { field, operator: "lt", value: order },
    { field, operator: "lte", value: order },
    { field, operator: "contains", value: words },
    { field, operator: "starts_with", value: words },
    { field, operator: "regex", value: `^${escaped}$` },
    { field, operator: "between", value: [number - 1, number] },
    { field, operator: "exists", value: true },
    { field, operator: "exists", value: false },
  ];
}

/** The reference. */
function meets(sample: Sample, filter: Filter): boolean {
  const { field, operator } = filter;
  const text = textOf(sample, field);
  switch (operator) {
    case "eq":
      return equals(sample, field, filter.value);
    case "ne":
      return !equals(sample, field, filter.value);
    case "in":
      return filter.value.some((value) => equals(sample, field, value));
    case "not_in":
      return !filter.value.some((value) => equals(sample, field, value));
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return inOrder(sample, field, operator, filter.value);
    case "contains":
      return text?.includes(filter.value) ?? false;
    case "starts_with":
      return text?.startsWith(filter.value) ?? false;
    case "regex":
      return text !== null && new RegExp(filter.value, "u").test(text);
    case "between": {
      const number = numberOf(text);
      return number !== null && number >= filter.value[0] && number <= filter.value[1];
    }
    case "exists":
      return exists(text, field) === filter.value;
  }
}

/** Null where the event has no such property or value; columns of text are never missing, only empty. */
function textOf(sample: Sample, field: FieldRef): string | null {
  if ("column" in field) {
    const value = sample[field.column as keyof Sample] as string | number | null;
    return value === null ? null : String(value);
  }
  let value: unknown = sample.properties;
  for (const key of field.property.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  const scalar = value as Scalar | undefined;
  return scalar === undefined ? null : String(scalar);
}

function numberOf(text: string | null): number | null {
  return text !== null && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function equals(sample: Sample, field: FieldRef, value: Scalar): boolean {
  const text = textOf(sample, field);
  const isText = "column" in field && field.column !== "value";
  if (typeof value === "number" && !isText) return numberOf(text) === value;
  return text === String(value);
}

function inOrder(
  sample: Sample,
  field: FieldRef,
  operator: "gt" | "gte" | "lt" | "lte",
  bound: number | string,
): boolean {
  const text = textOf(sample, field);
  const value = typeof bound === "number" ? numberOf(text) : text;
  if (value === null) return false;
  const compared =
    typeof value === "number"
      ? value - (bound as number)
      : Buffer.compare(Buffer.from(value), Buffer.from(bound as string));
  return { gt: compared > 0, gte: compared >= 0, lt: compared < 0, lte: compared <= 0 }[operator];
}

function exists(text: string | null, field: FieldRef): boolean {
  return "column" in field && field.column !== "value" ? text !== "" : text !== null;
}
