import { pino } from "pino";
import type { LogFacts, Logger } from "../kernel/logger.ts";
import { LineBudget } from "./line-budget.ts";
import { LineOutput } from "./line-output.ts";

/**
 * JSON lines on standard error, so that standard output stays for people and pipes. What is said over
 * and over, such as by every request while the disk is full, is said a few times a second.
 */
export function createLogger(level: string): Logger {
  const serializers = { cause: describeError, error: describeError };
  const options = { level, base: null, serializers, timestamp: pino.stdTimeFunctions.isoTime };
  return wrap(pino(options, new LineOutput(2)), new LineBudget(() => performance.now()));
}

function wrap(logger: pino.Logger, budget: LineBudget): Logger {
  const say = (level: "debug" | "info" | "warn" | "error") => (message: string, facts?: LogFacts) => {
    if (!logger.isLevelEnabled(level)) return;
    const unsaid = budget.take(message);
    if (unsaid === null) return;
    logger[level](unsaid === 0 ? (facts ?? {}) : { ...facts, unsaid }, message);
  };
  return {
    debug: say("debug"),
    info: say("info"),
    warn: say("warn"),
    error: say("error"),
    child: (facts: LogFacts) => wrap(logger.child(facts), budget),
  };
}

/** An error with a code (a full disk, a lost connection) is understood without knowing who ran into it. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name: type, message, stack, cause } = error;
  const code = "code" in error ? error.code : undefined;
  return {
    type,
    message,
    ...(code === undefined ? { stack } : { code }),
    ...(cause === undefined || depth >= causesMax ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

const causesMax = 5;
