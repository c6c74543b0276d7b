import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FolderRule } from "./architecture/folder-rule.ts";
import { readSourceTree } from "./architecture/source-tree.ts";
import { findViolations, type RuleName, ruleNames } from "./architecture/violations.ts";

/*
 * The tree is the architecture: folders follow an event from the door to the answer, and imports go
 * down only. This file holds the table of who may import whom against what the sources do, and then
 * proves on planted faults that it would notice.
 */

const feature = {
  mayImport: ["analytics", "catalog", "access", "bus"],
  because: "Features do not know one another, so that each can be read, changed and removed alone.",
};

const features = {
  alerts: feature,
  anomalies: feature,
  dashboards: feature,
  exports: feature,
  live: feature,
  privacy: feature,
};
const doors = ["intake", "loader", "analytics", ...Object.keys(features), "access", "event", "query"];
const parts = ["enrich", "analyses", "log", "bus", "store", "catalog"];

/** What each folder of `src` may import besides `kernel` and itself. */
const table: Readonly<Record<string, FolderRule>> = {
  kernel: { mayImport: [], because: "Everything stands on the kernel, so it stands on nothing." },
  event: { mayImport: [], isPure: true, because: "The event is what all other folders agree on." },
  query: {
    mayImport: ["event"],
    isPure: true,
    because: "A query is data: what is asked, not how it is answered.",
  },
  enrich: { mayImport: ["event"], because: "An enrichment step sees one event and knows no storage." },
  analyses: {
    mayImport: ["query"],
    isPure: true,
    because: "An analysis makes SQL of parameters and an answer of rows; it runs nothing.",
  },
  log: {
    mayImport: ["event"],
    isPort: true,
    because: "The log keeps bytes and does not care what is asked of them later.",
  },
  bus: { mayImport: ["event"], isPort: true, because: "The bus carries what others say." },
  store: {
    mayImport: ["event"],
    mayImportTypesOf: ["query"],
    isPort: true,
    because: "The store runs the SQL it is given; it does not build questions.",
  },
  catalog: {
    mayImport: [],
    isPort: true,
    because: "The catalog keeps nouns; what they are good for is decided above.",
  },
  access: {
    mayImport: ["catalog", "bus"],
    because: "The catalog knows who may do what, and limits are counted on the bus.",
  },
  intake: {
    mayImport: ["event", "enrich", "log", "bus", "access"],
    because: "Ingest goes on while the store is away, so it does not know the store.",
  },
  loader: {
    mayImport: ["event", "log", "store", "bus"],
    because: "The loader moves the log into the store; requests and people are not its business.",
  },
  analytics: {
    mayImport: ["query", "analyses", "store", "bus", "access"],
    because: "The one place that runs queries adds project filter and limits; it writes nothing.",
  },
  ...features,
  http: {
    mayImport: [...doors, "analyses"],
    because: "A dialect parses into the core and presents out of it; log, store, catalog and bus lie behind.",
  },
  cli: {
    mayImport: [...doors, "app"],
    because: "A command does what a request does, or has app start the whole.",
  },
  app: {
    mayImport: [...doors, ...parts, "http"],
    because: "The composition root knows everything except the command line that starts it.",
  },
};
const rules = new Map(Object.entries(table));

const trees = ["src", "web", "sdk", "bench", "test"];
const project = join(import.meta.dir, "..");

describe("the sources", () => {
  test("keep the architecture", async () => {
    const violations = findViolations(await readSourceTree(project, trees), rules);
    expect(violations.map((one) => one.message)).toEqual([]);
  });

  test("keep the table that ARCHITECTURE.md shows", async () => {
    const text = await Bun.file(join(project, "ARCHITECTURE.md")).text();
    const [, rows = ""] = /^\| folder of `src`.*\n\|[ -|]*\n((?:\|.*\n)+)/m.exec(text) ?? [];
    const shown = rows.split("\n").slice(0, -1).flatMap(readRow);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(Object.entries(table).map(describeRow)));
  });

  // Tools of this kind have been seen to read an empty graph and pass.
  test("were all read: every file, and as many imports as a plain text search finds", async () => {
    const files = await readSourceTree(project, ["src"]);
    const listed = await readdir(join(project, "src"), { recursive: true });
    expect(files.length).toBe(listed.filter((path) => /\.tsx?$/.test(path)).length);

    const texts = await Promise.all(files.map((file) => Bun.file(join(project, file.path)).text()));
    const plainImport = /^(?:import|export) .*?from "\.{1,2}\//gm;
    const plainCount = texts.reduce((sum, text) => sum + (text.match(plainImport)?.length ?? 0), 0);
    expect(plainCount).toBeGreaterThan(10);
    expect(files.flatMap((file) => file.fileImports).length).toBeGreaterThanOrEqual(plainCount);
  });
});

/** The row of one folder, or of several, as its folders and what each may import. */
function readRow(row: string): [folder: string, imports: string[]][] {
  const [, folders = "", , imports = ""] = row.split("|").map((cell) => cell.trim());
  const named = imports === "nothing" ? [] : imports.split(", ");
  const all = named.flatMap((name) => {
    if (name === "features") return Object.keys(features);
    if (name === "everything except cli")
      return Object.keys(table).filter((one) => !["kernel", "app", "cli"].includes(one));
    return [name];
  });
  return folders.split(", ").map((folder) => [folder, all.toSorted()]);
}

function describeRow([folder, rule]: [string, FolderRule]): [folder: string, imports: string[]] {
  const types = rule.mayImportTypesOf?.map((name) => `types of ${name}`) ?? [];
  return [folder, [...rule.mayImport, ...types].toSorted()];
}

/** A tree that keeps every rule, by each form of import that there is. */
const goodSources: Readonly<Record<string, string>> = {
  "src/kernel/clock.ts": `export const now = 1; export const text = "process.env and import './utils.ts'";`,
  "src/event/event.ts": `import { now } from "../kernel/clock.ts"; export const event = now;`,
  "src/query/query.ts": `export type Query = import("../event/event.ts").Event;`,
  "src/log/event-log.ts": `export interface EventLog {}`,
  "src/log/disk/disk-log.ts": `import type { EventLog } from "../event-log.ts"; export const log = {} as EventLog;`,
  "src/log/disk/disk-log.test.ts": `import { http } from "../../http/server.ts"; process.env.KAFKA_BROKERS; http;`,
  "src/store/store.ts": `import type { Query } from "../query/query.ts"; import { createHash } from "node:crypto";`,
  "src/http/server.ts": `import { type Query } from "../query/query.ts"; export * from "../event/event.ts"; export const http = 1;`,
  "src/app/config.ts": `export const port = process.env.PORT; import("../log/disk/disk-log.ts");`,
  "src/app/start.ts": `new Worker(new URL("../loader/worker.ts", import.meta.url)); import.meta.resolve(\`@chdb/lib-\${port}\`);`,
  "src/loader/worker.ts": `import type { EventLog } from "../log/event-log.ts";`,
  "web/main.tsx": `import { chart } from "./chart.tsx"; export const page = <p>{chart}</p>;`,
};

/** Each of these files has exactly one fault. */
const faultySources: readonly (readonly [RuleName, path: string, source: string])[] = [
  ["folder without a rule", "src/extras/extra.ts", `export const extra = 1;`],
  ["folder without a rule", "src/loose.ts", `export const loose = 1;`],
  ["import against the order", "src/kernel/upward.ts", `import { event } from "../event/event.ts";`],
  [
    "import against the order",
    "src/query/by-type.ts",
    `import type { EventLog } from "../log/event-log.ts";`,
  ],
  [
    "import against the order",
    "src/query/by-inline-type.ts",
    `export type Log = import("../log/event-log.ts").EventLog;`,
  ],
  ["import against the order", "src/query/by-side-effect.ts", `import "../http/server.ts";`],
  ["import against the order", "src/query/by-export.ts", `export { http } from "../http/server.ts";`],
  ["import against the order", "src/query/by-star.ts", `export * from "../http/server.ts";`],
  [
    "import against the order",
    "src/query/by-call.ts",
    `export const http = await import("../http/server.ts");`,
  ],
  [
    "import against the order",
    "src/query/by-require.ts",
    `export const http = require("../http/server.ts");`,
  ],
  [
    "import against the order",
    "src/query/by-url.ts",
    `new Worker(new URL("../loader/worker.ts", import.meta.url));`,
  ],
  ["import against the order", "src/query/by-worker.ts", `new Worker("../loader/worker.ts");`],
  ["import against the order", "src/query/by-resolve.ts", `import.meta.resolve("../loader/worker.ts");`],
  ["import against the order", "src/alerts/neighbour.ts", `import { live } from "../live/live.ts";`],
  ["import against the order", "src/http/to-store.ts", `import { store } from "../store/store.ts";`],
  ["import against the order", "src/app/to-cli.ts", `import { main } from "../cli/main.ts";`],
  ["more than types", "src/store/runs-query.ts", `import { type Query, build } from "../query/query.ts";`],
  ["implementation outside app", "src/intake/picks.ts", `import { log } from "../log/disk/disk-log.ts";`],
  [
    "implementation outside app",
    "src/loader/picks.ts",
    `import { start } from "../store/embedded/start.ts";`,
  ],
  ["runtime in pure code", "src/analyses/funnel/reads.ts", `import { readFile } from "node:fs/promises";`],
  ["runtime in pure code", "src/query/reads.ts", `import { Database } from "bun:sqlite";`],
  ["import from outside src", "src/event/outside.ts", `import { chart } from "../../web/chart.tsx";`],
  ["import from outside src", "src/event/absolute.ts", `import { chart } from "/srv/chart.ts";`],
  ["test code in production", "src/log/borrows.ts", `import { log } from "./disk/disk-log.test.ts";`],
  ["computed import", "src/app/computed.ts", `export const load = (name: string) => import(name);`],
  ["default export", "src/event/default.ts", `export default 1;`],
  ["default export", "src/event/renamed.ts", `const one = 1; export { one as default };`],
  ["environment", "src/log/reads-process.ts", `export const url = process.env.KAFKA_BROKERS;`],
  ["environment", "src/log/reads-key.ts", `export const url = process["env"].KAFKA_BROKERS;`],
  ["environment", "src/log/reads-bun.ts", `export const url = Bun.env.KAFKA_BROKERS;`],
  ["environment", "src/log/reads-meta.ts", `export const url = import.meta.env.KAFKA_BROKERS;`],
  [
    "environment",
    "src/log/reads-pattern.ts",
    `const { env } = process; export const url = env.KAFKA_BROKERS;`,
  ],
  [
    "environment",
    "src/log/reads-import.ts",
    `import { env } from "node:process"; export const url = env.KAFKA_BROKERS;`,
  ],
  ["catch-all name", "src/event/utils.ts", `export const one = 1;`],
  ["catch-all name", "src/event/types.test.ts", `export const one = 1;`],
  ["catch-all name", "src/query/zone-helpers.ts", `export const one = 1;`],
  ["catch-all name", "test/common/wait.ts", `export const one = 1;`],
  ["src behind the API", "web/shortcut.tsx", `import type { Query } from "../src/query/query.ts";`],
  ["src behind the API", "sdk/shortcut.ts", `import { event } from "../src/event/event.ts";`],
];

describe("the check itself", () => {
  let planted = "";

  beforeAll(async () => {
    planted = await mkdtemp(join(tmpdir(), "tidemark-architecture-"));
    for (const [path, source] of Object.entries(goodSources)) await Bun.write(join(planted, path), source);
    for (const [, path, source] of faultySources) await Bun.write(join(planted, path), source);
  });

  afterAll(async () => {
    await rm(planted, { recursive: true });
  });

  test("finds each planted fault, and nothing else", async () => {
    const violations = findViolations(await readSourceTree(planted, trees), rules);
    const found = violations.map((one) => `${one.file}: ${one.rule}`);
    const expected = faultySources.map(([rule, path]) => `${path}: ${rule}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  test("has a planted fault for every rule, and every message says where the fault is", async () => {
    expect(new Set(faultySources.map(([rule]) => rule))).toEqual(new Set(ruleNames));
    const violations = findViolations(await readSourceTree(planted, trees), rules);
    for (const one of violations) expect(one.message).toStartWith(`${one.file}:${one.line} `);
  });

  test("refuses a file it cannot parse instead of passing over it", async () => {
    const broken = join(planted, "broken");
    await Bun.write(join(broken, "src/event/broken.ts"), "import { from ;");
    const outcome = await readSourceTree(broken, ["src"]).then(() => "read", String);
    expect(outcome).toContain("src/event/broken.ts cannot be parsed");
  });
});
