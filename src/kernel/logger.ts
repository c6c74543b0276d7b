/** Structured logging: a short sentence and the facts beside it. The implementation is chosen in `app`. */
export interface Logger {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
  /** A logger that adds these facts to every line. */
  child(facts: LogFacts): Logger;
}

export type LogFacts = Readonly<Record<string, unknown>>;

/** Drops everything; for tests and for library use. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};
