import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../app/config.ts";
import { minuteMs } from "../../kernel/clock.ts";
import { type Check, broken, good, warning } from "./check.ts";

/** What Tidemark is made for: see the dependencies. */
const runtimeMin = [1, 4] as const;

export function checkRuntime(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const message = `Bun ${version} on ${process.platform} ${process.arch}`;
  const isOld = major < runtimeMin[0] || (major === runtimeMin[0] && minor < runtimeMin[1]);
  if (!isOld) return good("runtime", message);
  return broken(
    "runtime",
    `${message}; at least ${runtimeMin.join(".")} is needed`,
    "start Tidemark by its own command, bin/tidemark, which brings its runtime along",
  );
}

/** Only asked when no server of ours has it. */
export function checkPort({ HOST, PORT }: Config): Check {
  if (PORT === 0) return good("port", "a free one is taken at each start (PORT=0)");
  try {
    Bun.listen({ hostname: HOST, port: PORT, socket: { data: () => {} } }).stop(true);
    return good("port", `${PORT} on ${HOST} is free`);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    if (code === "EADDRINUSE") {
      return broken(
        "port",
        `${PORT} on ${HOST} is in use`,
        `stop what listens there (ss -ltnp | grep :${PORT}), or set PORT to another one`,
      );
    }
    const remedy =
      "set HOST to an address of this machine, and PORT to one that this user may open (1024 or above)";
    return broken("port", `cannot listen on ${HOST}:${PORT}: ${code}`, remedy);
  }
}

/** A clock that was set back gives events times before those that are there already. */
export function checkClock(folder: string, now: number): Check {
  if (now < earliestNow) {
    return broken(
      "clock",
      `it is ${new Date(now).toISOString()} by this machine's clock`,
      "set the clock, and let NTP keep it",
    );
  }
  const newest = newestChange(folder);
  if (newest.time <= now + minuteMs) return good("clock", new Date(now).toISOString());
  const message = `${newest.path} was written in the future, at ${new Date(newest.time).toISOString()}`;
  return warning("clock", message, "the clock was wrong then or is now; let NTP keep it");
}

/** When this was written; no right clock shows less. */
const earliestNow = Date.UTC(2025, 0, 1);

/** Of the folder itself and its own parts; the store's many files are of no other times. */
function newestChange(folder: string): { path: string; time: number } {
  let newest = { path: "", time: 0 };
  for (const path of [folder, join(folder, "log"), join(folder, "loader")].flatMap(listed)) {
    const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (time > newest.time) newest = { path, time };
  }
  return newest;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
