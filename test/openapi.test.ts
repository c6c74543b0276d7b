import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { type Tidemark, startTidemark } from "../src/app/compose.ts";
import { readConfig } from "../src/app/config.ts";
import { openApiDocument } from "../src/http/openapi.ts";
import type { Example, Operation } from "../src/http/operation.ts";
import { operations } from "../src/http/server.ts";
import { errorRegistry } from "../src/kernel/errors.ts";
import { silentLogger } from "../src/kernel/logger.ts";
import { createOwner, signIn } from "./harness/people.ts";
import type { TestBrowser } from "./harness/test-browser.ts";

/*
 * The document that people read is the one that the server serves, it is sound OpenAPI, and every
 * example in it works as documented. After a wanted change: TIDEMARK_UPDATE=1 writes the file anew.
 */

const file = join(import.meta.dir, "..", "docs", "openapi.json");

describe("the OpenAPI document", () => {
  test("is the one that is committed", async () => {
    const generated = `${JSON.stringify(openApiDocument(operations), null, 2)}\n`;
    if (process.env["TIDEMARK_UPDATE"] !== undefined) await Bun.write(file, generated);
    // As values, because the formatter lays the file out its own way.
    expect(Bun.deepEquals(JSON.parse(generated), await Bun.file(file).json())).toBe(true);
  });

  test("passes the linter", async () => {
    expect(await lint(openApiDocument(operations))).toEqual([]);
  }, 60_000);

  test("would not pass it with a fault", async () => {
    const [path, item] = Object.entries(openApiDocument(operations).paths)[0]!;
    const broken = { ...openApiDocument(operations), paths: { [path]: { ...item, post: { summary: 5 } } } };
    expect((await lint(broken)).length).toBeGreaterThan(0);
  }, 60_000);
});

async function lint(document: object): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended"], rules: ignoredRules });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ""}`,
  );
}

/** What the recommended rules ask for that has no place here. */
const ignoredRules = {
  // The server's own address is where the document comes from.
  "no-server-example.com": "off",
  "info-license-strict": "off",
  // Health checks and the like cannot be asked wrongly.
  "operation-4xx-response": "off",
  // Paths such as /api/v1/events/summary beside /api/v1/events/{id} are told apart by the router.
  "no-ambiguous-paths": "off",
  "no-identical-paths": "off",
} as const;

describe("every example", () => {
  let folder: string;
  let server: Tidemark;
  let person: TestBrowser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tidemark-openapi-"));
    const config = readConfig({ PORT: "0", TIDEMARK_DATA: folder, TIDEMARK_OPEN: "yes" });
    if (!config.ok) throw new Error(config.error.join("; "));
    const started = await startTidemark(config.value, silentLogger);
    if (!started.ok) throw new Error(started.error);
    server = started.value;
    await sendIngestExamples(server.url);
    await createOwner(server);
  }, 60_000);

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  for (const operation of operations) {
    for (const example of operation.examples) {
      if (example.fails !== undefined || operation.isForPeople === true) continue;
      test(`${operation.method} ${operation.paths[0]}: ${example.name}`, async () => {
        for (const path of operation.paths)
          await expectDocumentedAnswer(server.url, operation, path, example);
      });
    }
    for (const example of operation.examples) {
      if (example.fails === undefined && operation.isForPeople !== true) continue;
      test(`${operation.method} ${operation.paths[0]}: ${example.name}, by somebody who has signed in`, async () => {
        person = await signIn(server.url, "ada@example.com");
        await expectAnswerToPerson(person, operation, example);
      });
    }
  }
});

/** What the reading examples ask for is what the ingest examples bring. */
async function sendIngestExamples(url: string): Promise<void> {
  for (const { paths, scope, examples } of operations) {
    if (scope !== "ingest") continue;
    for (const { body } of examples)
      await fetch(`${url}${paths[0]}`, {
        method: "POST",
        headers: { Authorization: "Bearer <jwt-token>" },
        body: JSON.stringify(body),
      });
  }
  await fetch(`${url}/process-events`, { method: "POST" });
}

async function expectDocumentedAnswer(
  url: string,
  operation: Operation,
  path: string,
  example: Example,
): Promise<void> {
  const pathParams = { ...example.path, ...(await createNeeded(url, example)) };
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(pathParams[name] ?? ""));
  const query = new URLSearchParams(example.query).toString();
  const response = await fetch(`${url}${filled}${query === "" ? "" : `?${query}`}`, {
    method: operation.method,
    ...(operation.needsCredential === true ? { headers: { Authorization: "Bearer <jwt-token>" } } : {}),
    ...(example.body === undefined ? {} : { body: JSON.stringify(example.body) }),
  });
  const text = await response.text();
  expect(`${response.status} ${text.slice(0, 500)}`).toStartWith(`${operation.answer.status} `);
  if (operation.answer.schema !== undefined) operation.answer.schema.parse(JSON.parse(text));
}

/** Examples about one's own account, and those that fail without a secret that is shown only once. */
async function expectAnswerToPerson(
  person: TestBrowser,
  operation: Operation,
  example: Example,
): Promise<void> {
  const path = operation.paths[0].replaceAll(/:(\w+)/g, (_, name: string) => example.path?.[name] ?? "");
  const { status, body } = await person.send(operation.method, path, example.body);
  if (example.fails === undefined) {
    expect({ status, body }).toMatchObject({ status: operation.answer.status });
    operation.answer.schema?.parse(body);
    return;
  }
  expect(status).toBe(errorRegistry[example.fails].status);
  expect(body).toMatchObject({ error: { code: example.fails } });
}

async function createNeeded(url: string, { needs }: Example): Promise<Record<string, string>> {
  if (needs === undefined) return {};
  const created = await fetch(`${url}${needs.path}`, { method: "POST", body: JSON.stringify(needs.body) });
  const { id } = (await created.json()) as { id: string };
  return { [needs.as]: id };
}
