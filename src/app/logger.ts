import { pino } from "pino";
import { FailureError } from "../kernel/errors.ts";
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

/** What is expected to happen, or has a code (a full disk), is understood without knowing who ran into it. */
function describe(error: Error, isExplained: boolean, depth: number): LogFacts {
  const { name: type, message, stack, cause } = error;
  const code = "code" in error ? error.code : undefined;
  const needsNoStack = isExplained || code !== undefined || error instanceof FailureError;
  return {
    type,
    message,
    ...(code === undefined ? {} : { code }),
    ...(needsNoStack ? {} : { stack }),
    ...(cause instanceof Error && depth < causesMax
      ? { cause: describe(cause, needsNoStack, depth + 1) }
      : {}),
  };
}

function describeError(error: unknown): unknown {
  return error instanceof Error ? describe(error, false, 0) : error;
}

const causesMax = 5;
