import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { parseSync } from "oxc-parser";
import { addressBlock } from "../src/access/limits/address-block.ts";
import { botOf } from "../src/enrich/bot.ts";
import { referrerDomain } from "../src/enrich/read-referrer.ts";
import { patterns } from "../src/enrich/redact/pattern.ts";
import { splitUrl } from "../src/enrich/split-url.ts";
import { readUserAgent } from "../src/enrich/user-agent.ts";
import { parseTime } from "../src/event/time.ts";
import { limits } from "../src/kernel/limits.ts";
import { seedFromEnvironment } from "./harness/random.ts";
import { type Slowest, slowestText } from "./harness/slow-text.ts";

/*
 * No text that a stranger sends makes a regular expression slow. Every literal in the sources is tried, whether
 * it sees strangers' texts or not, because the next change may show it some; then the functions that hand such
 * texts to libraries. Patterns of users are run by the store, whose engine does not go back.
 */

const root = join(import.meta.dir, "..", "src");
const seed = seedFromEnvironment("TIDEMARK_SEED");
/** An event's worth of time in a text of the longest kind, with room for a busy machine. */
const enoughMs = 60;

const common = [
  "a",
  "A",
  "0",
  "é",
  "💥",
  " ",
  "  ",
  ".",
  "-",
  "_",
  "/",
  "@",
  "%",
  ":",
  ";",
  "a.",
  "a@",
  "0 ",
];

function slowest(run: (text: string) => unknown, pieces: readonly string[], charsMax: number): Slowest {
  return slowestText(run, { seed, pieces: [...common, ...pieces], charsMax, enoughMs });
}

describe(`with texts of the seed ${seed}`, () => {
  test("no regular expression of the sources is slow", async () => {
    const slow: string[] = [];
    const literals = await literalsOf(root);
    for (const { path, pattern, flags } of literals) {
      const found = slowestOf(pattern, flags);
      if (found.tookMs > enoughMs)
        slow.push(`${path} /${pattern}/ ${found.tookMs.toFixed(0)} ms: ${shown(found)}`);
    }
    expect(slow).toEqual([]);
    expect(literals.length).toBeGreaterThan(80);
  }, 120_000);

  test("expressions that go back without end are found", () => {
    const bad = ["^(a+)+$", "^(?:a|a)*$", "^(?:[a-z0-9]+[._-]?)+@", "^(?:\\s*\\w+\\s*)*;$", "(?:0.*0.*)*!"];
    const missed = bad.filter((pattern) => slowestOf(pattern, "").tookMs <= enoughMs);
    expect(missed).toEqual([]);
  }, 60_000);

  test("expressions that are put together are where they are known to be", async () => {
    const made: string[] = [];
    for await (const path of sourcePaths(root)) {
      const text = await Bun.file(join(root, path)).text();
      if (/\bRegExp\(/.test(text)) made.push(path);
    }
    // Of constants of our own, all of them: whoever adds one shows here that no stranger's text gets in.
    expect(made.toSorted()).toEqual([
      "analytics/sources.ts",
      "enrich/bot.ts",
      "enrich/read-campaign.ts",
      "enrich/redact/card.ts",
    ]);
  });

  const userAgents = [
    "Mozilla/5.0",
    "(compatible; ",
    "bot",
    "Version/",
    "Safari",
    "+http://",
    "Android",
    "CFNetwork/",
  ];
  const cases: Case[] = [
    // The runtime takes heads of 16 KiB, and events bring user agents in their properties.
    ["reading a user agent", readUserAgent, 16 * 1024, userAgents],
    ["recognising a bot", botOf, 16 * 1024, userAgents],
    ["splitting a URL", splitUrl, limits.stringBytesMax, ["https://", "?", "&", "=", "#", "[", "]"]],
    ["reading a referrer", referrerDomain, limits.stringBytesMax, ["https://", "www.", "?"]],
    ["reading a time", parseTime, limits.stringBytesMax, ["2024-01-01", "T", "+", "Z"]],
    ["reading an address", addressBlock, 16 * 1024, ["::", "ffff:", "127.0.0.1", "%"]],
    ...Object.entries(patterns).map(
      ([name, { replace }]) =>
        [
          `blacking out: ${name}`,
          (text: string) => replace(text, []),
          limits.stringBytesMax,
          ["%40", "%20", "ey"],
        ] satisfies Case,
    ),
  ];
  test.each(cases)(
    "%s is not slow",
    (_, run, charsMax, pieces) => {
      const found = slowest(run, pieces, charsMax);
      expect(found.tookMs, shown(found)).toBeLessThan(enoughMs);
    },
    60_000,
  );
});

function slowestOf(pattern: string, flags: string): Slowest {
  const expression = new RegExp(pattern, flags);
  const run = (text: string) => {
    expression.lastIndex = 0;
    return text.replace(expression, "");
  };
  return slowest(run, piecesOf(pattern), limits.stringBytesMax);
}

type Case = [name: string, run: (text: string) => unknown, charsMax: number, pieces: readonly string[]];

/** What the expression itself spells out. */
function piecesOf(pattern: string): string[] {
  const spelled =
    pattern.replaceAll(/\\[A-Za-z]|\(\?[:=!<]+/g, " ").match(/[A-Za-z0-9]{2,}|[^\s\\()[\]{}|^$*+?]/g) ?? [];
  return [...new Set([...spelled, ...Array.from(spelled.join(""))])];
}

interface Literal {
  readonly path: string;
  readonly pattern: string;
  readonly flags: string;
}

async function literalsOf(folder: string): Promise<Literal[]> {
  const literals: Literal[] = [];
  for await (const path of sourcePaths(folder)) {
    const { program } = parseSync(path, await Bun.file(join(folder, path)).text());
    JSON.stringify(program, (_, node: unknown) => {
      const { regex } = (node ?? {}) as { regex?: { pattern: string; flags: string } };
      if (regex !== undefined) literals.push({ path, ...regex });
      return typeof node === "bigint" ? String(node) : node;
    });
  }
  return literals;
}

async function* sourcePaths(folder: string): AsyncGenerator<string> {
  for await (const path of new Bun.Glob("**/*.ts").scan(folder)) {
    if (!/\.(?:test|contract)\.ts$/.test(path)) yield path;
  }
}

function shown({ text, tookMs }: Slowest): string {
  return `${tookMs.toFixed(1)} ms for ${text.length} characters like ${JSON.stringify(text.slice(0, 40))}`;
}
