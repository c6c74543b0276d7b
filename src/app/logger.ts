import { pino } from "pino";
import type { LogFacts, Logger } from "../kernel/logger.ts";

/** JSON lines on standard error, so that standard output stays for people and pipes. */
export function createLogger(level: string): Logger {
  const destination = pino.destination({ fd: 2, sync: true });
  const options = { level, base: null, errorKey: "cause", timestamp: pino.stdTimeFunctions.isoTime };
  return wrap(pino(options, destination));
}

function wrap(logger: pino.Logger): Logger {
  return {
    debug: (message, facts) => logger.debug(facts ?? {}, message),
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message, facts) => logger.warn(facts ?? {}, message),
    error: (message, facts) => logger.error(facts ?? {}, message),
    child: (facts: LogFacts) => wrap(logger.child(facts)),
  };
}
