import type { Bus } from "../bus/bus.ts";
import type { Health, HealthReport, PartHealth } from "../http/services.ts";
import type { Clock } from "../kernel/clock.ts";
import type { LoaderControl } from "../loader/control.ts";
import type { DeadLetters } from "../loader/dead-letters.ts";
import type { EventLog } from "../log/event-log.ts";

export interface HealthParts {
  readonly clock: Clock;
  readonly startedAt: number;
  readonly log: EventLog;
  readonly loader: LoaderControl;
  readonly deadLetters: DeadLetters;
  readonly bus: Bus;
  /** Null when the catalog answered the last time it was asked, a moment ago, else why it did not. */
  catalogProblem(): string | null;
  /** Null when the store answers, else why it does not. */
  storeProblem(): Promise<string | null>;
}

/** The state of every part, from the parts themselves. */
export function createHealth(parts: HealthParts): Health {
  return {
    check: async (): Promise<HealthReport> => {
      const checked = {
        log: logHealth(parts),
        loader: loaderHealth(parts),
        store: await storeHealth(parts),
        catalog: catalogHealth(parts),
        bus: busHealth(parts),
      };
      const states = new Set(Object.values(checked).map(({ status }) => status));
      const status = states.has("down") ? "down" : states.has("degraded") ? "degraded" : "ok";
      return { status, uptimeMs: parts.clock.now() - parts.startedAt, parts: checked };
    },
  };
}

/** Without the log no event is taken, so its failure is the only one that counts as down. */
function logHealth({ log }: HealthParts): PartHealth {
  const { mode, problem, ...facts } = log.status();
  if (mode === "open") return { status: "ok", message: "takes events", facts };
  return { status: "down", message: problem === "" ? `the log is ${mode}` : problem, facts };
}

function loaderHealth({ log, loader, deadLetters }: HealthParts): PartHealth {
  const { mode, committed, batches, problem, damage, seq, memory } = loader.progress();
  const dead = deadLetters.summary();
  const facts = {
    mode,
    waitingBytes: log.durableEnd() - committed,
    batches,
    storedEvents: seq,
    deadLetters: dead.rows,
    damagedRanges: damage.length,
    memory,
  };
  const problems = [
    problem,
    dead.rows === 0
      ? ""
      : `${dead.rows} refused rows lie in ${deadLetters.folder}; the latest: ${dead.latestError}`,
    damage.length === 0
      ? ""
      : `${damage.length} damaged ranges of the log were set aside; the first: ${damage[0]!.savedAs}`,
  ].filter(Boolean);
  if (problems.length === 0) return { status: "ok", message: mode, facts };
  return { status: "degraded", message: problems.join("; "), facts };
}

/** Without it, what is known of projects and keys stays in force; nothing can be changed, and nobody sign in. */
function catalogHealth(parts: HealthParts): PartHealth {
  const problem = parts.catalogProblem();
  return problem === null ? { status: "ok", message: "answers" } : { status: "degraded", message: problem };
}

async function storeHealth(parts: HealthParts): Promise<PartHealth> {
  const problem = await parts.storeProblem();
  return problem === null ? { status: "ok", message: "answers" } : { status: "degraded", message: problem };
}

/** Nobody is turned away because of it, but a limit counts for each process instead of for all. */
function busHealth({ bus }: HealthParts): PartHealth {
  const { mode, problem } = bus.status();
  if (mode === "alone") {
    return { status: "degraded", message: `rate limits count for this process alone: ${problem}` };
  }
  return { status: "ok", message: mode === "shared" ? "shared by Redis" : "in this process" };
}
