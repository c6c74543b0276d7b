import { describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ProjectFacts } from "../../src/query/query.ts";
import type { Statement } from "../../src/query/sql.ts";
import { expectGolden } from "../harness/golden-file.ts";
import type { Case } from "./case.ts";
import { cases } from "./cases.ts";

/*
 * The SQL of every analysis, as text in a file beside this one, so that a change of a builder is seen as
 * the change of SQL that it is. After a wanted change: TIDEMARK_UPDATE=1 writes the files anew.
 */

const sampled: ProjectFacts = { sampled: true };
const showsEvents = ["event-export", "known-events", "load-progress", "sessions"];

const folder = join(import.meta.dir, "golden");
const sources = join(import.meta.dir, "..", "..", "src", "analyses");

describe("the SQL of", () => {
  test.each(cases.map((one) => [`${one.analysis}: ${one.name}`, one] as const))("%s", async (_, one) => {
    await expectGolden(join(folder, fileOf(one)), goldenText(one));
  });
});

/** Questions whose SQL is another where the project is sampled: those that count, or ask for a segment. */
const weighed = cases.filter((one) => goldenText(one) !== goldenText(one, sampled));

describe("the SQL for a sampled project of", () => {
  test.each(weighed.map((one) => [`${one.analysis}: ${one.name}`, one] as const))("%s", async (_, one) => {
    await expectGolden(join(folder, sampledFileOf(one)), goldenText(one, sampled));
  });
});

test("every analysis has cases here, and every file has its case", async () => {
  const folders = (await readdir(sources, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const finished = await Promise.all(
    folders.map(async ({ name }) =>
      (await Bun.file(join(sources, name, "index.ts")).exists()) ? [name] : [],
    ),
  );
  const covered = new Set(cases.map(({ analysis }) => analysis));
  expect(finished.flat().filter((name) => !covered.has(name))).toEqual([]);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".sql"));
  expect(files.toSorted()).toEqual([...cases.map(fileOf), ...weighed.map(sampledFileOf)].toSorted());
});

test("only what exports or looks for single events, or lists sessions, is the same for sampled projects", () => {
  const same = cases.filter((one) => !weighed.includes(one)).map(({ analysis }) => analysis);
  expect([...new Set(same)].toSorted()).toEqual(showsEvents);
});

/** Texts from outside that look like SQL, like parameters, or like the end of a literal. */
const hostileTexts = [
  "'; DROP TABLE events_v1; --",
  "' OR 1=1 --",
  "\\' OR 1=1 --",
  '"; SELECT * FROM system.users WHERE "" = "',
  "`name`) UNION ALL SELECT * FROM system.users --",
  "/* */ FROM sessions",
  "{p0:String}",
  "{project:String}",
  "%27 OR 1=1",
  "a\tb\nc",
  "‘smart’ ＇wide＇",
];

describe("no text from outside becomes SQL in", () => {
  const asked = cases.flatMap((one) =>
    [{ sampled: false }, sampled].map((facts) => [`${one.analysis}: ${one.name}`, one, facts] as const),
  );
  test.each(asked)("%s", (_, one, facts) => {
    const harmless = textsOf(one.statements("harmless", facts));
    const takesText = valuesOf(one.statements("harmless", facts)).includes("harmless");
    for (const hostile of hostileTexts) {
      const statements = one.statements(hostile, facts);
      // Letter for letter the same SQL, and the text among the values if the question has any text.
      expect(textsOf(statements)).toEqual(harmless);
      expect(valuesOf(statements).includes(hostile)).toBe(takesText);
    }
  });

  test("one that pastes its text into the SQL would be found", () => {
    const pasted = (outside: string) => ({ bad: { text: `SELECT '${outside}' FROM events`, params: {} } });
    expect(textsOf(pasted(hostileTexts[0]!))).not.toEqual(textsOf(pasted("harmless")));
  });
});

function fileOf({ analysis, name }: Case): string {
  return join(analysis, `${name.replaceAll(/[^a-z0-9]+/g, "-")}.sql`);
}

function sampledFileOf(one: Case): string {
  return fileOf(one).replace(/sql$/, "sampled.sql");
}

/** Each statement behind its name, and its values behind it. */
function goldenText(one: Case, facts?: ProjectFacts): string {
  const statements = Object.entries(one.statements("outside", facts));
  return statements
    .map(([name, statement]) => `-- ${name}\n${statement.text}\n${valueLines(statement)}`)
    .join("\n");
}

function valueLines({ params }: Statement): string {
  return Object.entries(params)
    .map(([name, value]) => `--   ${name} = ${shortened(JSON.stringify(value))}\n`)
    .join("");
}

/** Long lists show how they begin, and how long they are. */
function shortened(json: string): string {
  return json.length <= 400 ? json : `${json.slice(0, 300)}… (${json.length} characters)`;
}

function textsOf(statements: Readonly<Record<string, Statement>>): Record<string, string> {
  return Object.fromEntries(Object.entries(statements).map(([name, { text }]) => [name, text]));
}

function valuesOf(statements: Readonly<Record<string, Statement>>): unknown[] {
  return Object.values(statements).flatMap(({ params }) => Object.values(params).flat());
}
