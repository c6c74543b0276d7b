import { existsSync } from "node:fs";
import { DeadLetters } from "../../loader/dead-letters.ts";
import { type Check, broken, good, warning } from "./check.ts";

/** Events that the store refused for good. Reading them disturbs no server. */
export function checkDeadLetters(folder: string): Check {
  const name = "dead letters";
  if (!existsSync(folder)) return good(name, "none");
  try {
    const { rows, latestError } = new DeadLetters(folder).summary();
    if (rows === 0) return good(name, "none");
    const remedy = `look at the files in ${folder}; move them away when they are dealt with`;
    return warning(
      name,
      `${rows} events were refused by the store and lie in ${folder}; the latest: ${latestError}`,
      remedy,
    );
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return broken(
      name,
      `${folder} cannot be read: ${why}`,
      "mend the permissions, or move the damaged file away",
    );
  }
}
