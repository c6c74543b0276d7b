/** What was found of one part. `warning`: works, but somebody should look. `broken`: does not work. */
export interface Check {
  readonly name: string;
  readonly status: "ok" | "warning" | "broken";
  readonly message: string;
  /** What to do; empty when there is nothing to do. */
  readonly remedy: string;
}

export function good(name: string, message: string): Check {
  return { name, status: "ok", message, remedy: "" };
}

export function warning(name: string, message: string, remedy: string): Check {
  return { name, status: "warning", message, remedy };
}

export function broken(name: string, message: string, remedy: string): Check {
  return { name, status: "broken", message, remedy };
}
