import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type ErrorCode, errorRegistry } from "../../src/kernel/errors.ts";
import { limits } from "../../src/kernel/limits.ts";

/* docs/errors.md is written by people; this holds it against the registry. */

const text = await Bun.file(join(import.meta.dir, "..", "..", "docs", "errors.md")).text();

interface Row {
  readonly code: string;
  readonly status: number;
  readonly meaning: string;
}

function rowsOf(document: string): Row[] {
  return [...document.matchAll(/^\| `(\w+)` +\| (\d{3}) +\| (.*?) +\|$/gm)].map(
    ([, code = "", status, meaning = ""]) => ({
      code,
      status: Number(status),
      meaning,
    }),
  );
}

describe("docs/errors.md", () => {
  const rows = rowsOf(text);

  test("has every code of the registry, in its order, and no other", () => {
    expect(rows.map(({ code }) => code)).toEqual(Object.keys(errorRegistry));
  });

  test("has each code's status", () => {
    const statuses = Object.entries(errorRegistry).map(([code, { status }]) => ({
      code,
      status: status as number,
    }));
    expect(rows.map(({ code, status }) => ({ code, status }))).toEqual(statuses);
  });

  test.each(rows.map((row) => [row.code, row.meaning] as const))(
    "says of %s what the answer says, and what to do",
    (code, meaning) => {
      const { text: said } = errorRegistry[code as ErrorCode];
      expect(meaning.slice(0, said.length)).toBe(said);
      expect(meaning.slice(said.length)).toMatch(/^ .{20,}\.$/);
    },
  );

  test("states the limits as they are", () => {
    const stated = [
      `${limits.idCharsMax} characters, other texts ${limits.stringBytesMax / 1024} KiB`,
      `${limits.propertyDepthMax} levels deep`,
      `${limits.propertyKeysMax} keys`,
      `${limits.propertiesBytesMax / 1024} KiB of JSON`,
      `${limits.futureTimeMsMax / 3_600_000} hours ahead`,
      `${limits.bodyBytesMax / 1024 ** 2} MiB, that of a batch ${limits.batchBodyBytesMax / 1024 ** 2} MiB`,
      `${limits.batchEventsMax.toLocaleString("en")} events`,
      `${limits.queryTimeoutMs / 1000} seconds`,
    ];
    expect(stated.filter((words) => !text.includes(words))).toEqual([]);
    expect([limits.eventNameCharsMax, limits.queryConcurrencyPerProject]).toEqual([limits.idCharsMax, 10]);
  });

  test("would be found without a code, or with another status", () => {
    expect(rowsOf(text.replace("| `not_found`", "| `not_there`")).map(({ code }) => code)).not.toContain(
      "not_found",
    );
    expect(rowsOf("| `a_code` | 404    | Is gone. Look elsewhere. |")).toEqual([
      { code: "a_code", status: 404, meaning: "Is gone. Look elsewhere." },
    ]);
  });
});
