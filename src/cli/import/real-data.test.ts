/** Real records from the first line to the answers; see ../shared/data/README.md. */
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Tidemark, startTidemark } from "../../app/compose.ts";
import { readConfig } from "../../app/config.ts";
import { dataFolders } from "../../app/folders.ts";
import { createLogger } from "../../app/logger.ts";
import { parseAccessLine } from "./access-line.ts";
import type { Format } from "./format.ts";
import { readFormatFlags } from "./options.ts";
import type { Progress } from "./progress.ts";
import { runImport } from "./run-import.ts";
import { perSecond } from "./summary.ts";

const data = join(import.meta.dir, "../../../../shared/data");
const webLog = join(data, "web_access_2015.log.gz");
const loans = join(data, "loan_applications.csv.gz");
const absent = !existsSync(data);

const patienceMs = 240_000;
const quiet: Progress = { update: () => {}, note: () => {}, stop: () => {} };

let folder: string;
let tidemark: Tidemark;

async function start(): Promise<void> {
  const config = readConfig({ PORT: "0", LOG_LEVEL: "error", TIDEMARK_DATA: folder });
  if (!config.ok) throw new Error(config.error.join("\n"));
  const started = await startTidemark(config.value, createLogger("error"));
  if (!started.ok) throw new Error(started.error);
  tidemark = started.value;
}

/** As when days have passed: the loader has forgotten every id, and only the store knows the events. */
function forgetIds(): void {
  const db = new Database(join(dataFolders(folder).loader, "loader.db"));
  db.run("DELETE FROM runs");
  db.run("UPDATE changes SET fingerprints = x''");
  db.close();
}

function formatOf(file: string, map: readonly string[] = []): Format {
  const format = readFormatFlags(file, { map, set: [], numbers: [] });
  if (!format.ok) throw new Error(format.error);
  return format.value;
}

async function importFile(file: string, format: Format) {
  const signal = new AbortController().signal;
  const end = await runImport({
    format,
    chunks: createReadStream(file),
    url: tidemark.url,
    progress: quiet,
    signal,
  });
  if (!end.ok) throw new Error(end.error);
  const { tally, outcome, problem, durationMs } = end.value;
  console.log(`${file}: ${tally.read} events, ${perSecond(tally.read, durationMs)}/s`);
  return {
    read: tally.read,
    stored: outcome?.stored,
    duplicate: outcome?.duplicate,
    rejected: tally.rejected(),
    problem,
  };
}

async function get<Answer>(path: string): Promise<Answer> {
  const response = await fetch(tidemark.url + path);
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

interface Summary {
  readonly totalEvents: number;
  readonly uniqueUsers: number;
  readonly uniqueEventNames: number;
  readonly firstEventAt: string;
  readonly lastEventAt: string;
}

const whole = { rejected: [], problem: undefined };

describe.skipIf(absent)("real data (needs ../shared/data)", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-real-data-"));
    await start();
  }, patienceMs);
  afterAll(async () => {
    await tidemark.stop();
    rmSync(folder, { recursive: true });
  }, patienceMs);

  test(
    "the web log: every line is an event, every pair of address and browser a visitor",
    async () => {
      expect(await importFile(webLog, formatOf(webLog))).toEqual({
        read: 10_000,
        stored: 10_000,
        duplicate: 0,
        ...whole,
      });
      const lines = gunzipSync(readFileSync(webLog)).toString("utf8").trimEnd().split("\n");
      const accesses = lines.map((line) => parseAccessLine(line)!);
      expect(new Set(accesses.map(({ host }) => host)).size).toBe(1_753);
      const visitors = new Set(accesses.map(({ host, userAgent }) => `${host} ${userAgent}`)).size;
      const summary = await get<Summary>("/api/v1/events/summary?includeBots=true");
      expect(summary).toMatchObject({
        totalEvents: 10_000,
        uniqueUsers: visitors,
        uniqueEventNames: 1,
        firstEventAt: "2015-05-17T10:05:00.000Z",
        lastEventAt: "2015-05-20T21:05:59.000Z",
      });
    },
    patienceMs,
  );

  test(
    "the loan log: 262,200 events of 13,087 applications",
    async () => {
      const format = formatOf(loans, ["name=event,user_id=application_id,time=ts_utc"]);
      expect(await importFile(loans, format)).toEqual({
        read: 262_200,
        stored: 262_200,
        duplicate: 0,
        ...whole,
      });
      const summary = await get<Summary>("/api/v1/events/summary?startDate=2011-09-30&endDate=2012-03-31");
      expect(summary).toMatchObject({ totalEvents: 262_200, uniqueUsers: 13_087, uniqueEventNames: 24 });
    },
    patienceMs,
  );

  test(
    "a second run stores nothing, at once or days later",
    async () => {
      expect(await importFile(webLog, formatOf(webLog))).toEqual({
        read: 10_000,
        stored: 0,
        duplicate: 10_000,
        ...whole,
      });
      await tidemark.stop();
      forgetIds();
      await start();
      expect(await importFile(webLog, formatOf(webLog))).toEqual({
        read: 10_000,
        stored: 0,
        duplicate: 10_000,
        ...whole,
      });
      const format = formatOf(loans, ["name=event,user_id=application_id,time=ts_utc"]);
      expect(await importFile(loans, format)).toEqual({
        read: 262_200,
        stored: 0,
        duplicate: 262_200,
        ...whole,
      });
      const summary = await get<Summary>("/api/v1/events/summary?includeBots=true");
      expect(summary.totalEvents).toBe(272_200);
    },
    patienceMs,
  );
});
