import { z } from "zod";
import type { ProjectId } from "../../../kernel/ids.ts";
import { sleep } from "../../../kernel/retry.ts";
import type { LoaderControl } from "../../../loader/control.ts";
import type { CounterDelta } from "../../../loader/counters.ts";
import { operation } from "../../operation.ts";
import { wholeNumber } from "../../params.ts";

/** Stays below the time after which the server gives up an idle connection. */
const waitMsMax = 20_000;

/** `waitMs`: how long to wait until everything accepted so far is loaded. */
const ingestionParams = z.object({ waitMs: wholeNumber(0, waitMsMax).optional().default(0) });

const reasons = z.record(z.string(), z.number().int());

/**
 * What became of the project's events since it exists, as far as the loader has come: received = stored
 * + duplicate + rejected + filtered. Events that still wait in the log are not in the numbers yet.
 * `seq` is the loader's running number of the next event that it stores, of whatever project.
 */
export const ingestion = operation({
  method: "GET",
  paths: ["/api/v1/ingestion"],
  dialect: "platform",
  scope: "read",
  summary: "What became of the events received so far",
  query: ingestionParams,
  answer: {
    status: 200,
    description: "Counts by verdict; received is their sum.",
    schema: z.object({
      received: z.number().int(),
      stored: z.number().int(),
      duplicate: z.number().int(),
      rejected: reasons,
      filtered: reasons,
      redacted: reasons.describe("Parts removed from events before they were stored, by what they were"),
      waitingBytes: z.number().int().nullable(),
      isLoaded: z.boolean(),
      seq: z.number().int(),
      loader: z.object({ mode: z.string(), problem: z.string().nullable() }),
    }),
  },
  examples: [{ name: "now" }, { name: "when all is loaded", query: { waitMs: "5000" } }],
  handle: async (call, { query }) => {
    const { loader, health } = call.services;
    const isLoaded = await waitUntilLoaded(loader, query.waitMs);
    const { counters, mode, problem, seq } = loader.progress();
    const facts = (await health.check()).parts["loader"]?.facts;
    const waitingBytes = facts?.["waitingBytes"];
    return Response.json({
      ...verdictCounts(counters, call.access.project_id),
      waitingBytes: typeof waitingBytes === "number" ? waitingBytes : null,
      isLoaded,
      seq,
      loader: { mode, problem: problem === "" ? null : problem },
    });
  },
});

interface VerdictCounts {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  /** By reason. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly filtered: Readonly<Record<string, number>>;
  readonly redacted: Readonly<Record<string, number>>;
}

function verdictCounts(counters: readonly CounterDelta[], project: ProjectId): VerdictCounts {
  const ofProject = counters.filter(({ project_id }) => project_id === project);
  const byReason = (verdict: CounterDelta["verdict"]) =>
    Object.fromEntries(
      ofProject.filter((line) => line.verdict === verdict).map(({ reason, count }) => [reason, count]),
    );
  const total = (lines: readonly CounterDelta[]) => lines.reduce((sum, { count }) => sum + count, 0);
  return {
    received: total(ofProject.filter(({ verdict }) => verdict !== "redacted")),
    stored: total(ofProject.filter(({ verdict }) => verdict === "stored")),
    duplicate: total(ofProject.filter(({ verdict }) => verdict === "duplicate")),
    rejected: byReason("rejected"),
    filtered: byReason("filtered"),
    redacted: byReason("redacted"),
  };
}

/** A loader that has only just started has not told its counters yet, although nothing waits. */
async function waitUntilLoaded(loader: LoaderControl, waitMs: number): Promise<boolean> {
  const until = performance.now() + waitMs;
  let isLoaded = await loader.drain(waitMs);
  while (hasNotReported(loader) && performance.now() < until) await sleep(reportPollMs);
  isLoaded &&= !hasNotReported(loader);
  return isLoaded;
}

function hasNotReported(loader: LoaderControl): boolean {
  const { committed, batches } = loader.progress();
  return committed > 0 && batches === 0;
}

const reportPollMs = 20;
