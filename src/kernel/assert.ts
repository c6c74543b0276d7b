/** Throws when an invariant of our own code is broken. Never used on input from outside. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}

/** The compiler proves that every case of a union was handled before this line. */
export function unreachable(value: never): never {
  throw new Error(`broken invariant: unexpected case ${JSON.stringify(value)}`);
}
