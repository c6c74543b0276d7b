import type { Config } from "../../app/config.ts";
import { dataFolders } from "../../app/folders.ts";
import { systemClock } from "../../kernel/clock.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkDeadLetters } from "./check-dead-letters.ts";
import { checkClock, checkPort, checkRuntime } from "./check-machine.ts";
import { checkOffline } from "./check-offline.ts";
import { checkRunningServer } from "./check-running.ts";
import { type Check, broken, good, warning } from "./check.ts";
import { type ServerState, findServer } from "./server-state.ts";

/**
 * Checks every part. A running server is asked, and nothing of its folder touched; without one, the
 * folder is locked for as long as the checks take, so that none starts in the middle.
 */
export async function examine(config: Config): Promise<Check[]> {
  const folders = dataFolders(config.dataFolder);
  const machine = [
    checkRuntime(Bun.version),
    checkClock(config.dataFolder, systemClock.now()),
    ...checkDataFolder(config),
  ];
  const server = findServer(config.dataFolder);
  try {
    const parts = await checkParts(config, server);
    return [...machine, ...parts, checkDeadLetters(folders.deadLetters)];
  } finally {
    if (server.kind === "ours") server.lock.release();
  }
}

async function checkParts(config: Config, server: ServerState): Promise<Check[]> {
  switch (server.kind) {
    case "running":
      return checkRunningServer(server);
    case "silent":
      return [checkSilent(config, server.pid)];
    case "unusable":
      return [
        broken(
          "server",
          `the data folder cannot be locked: ${server.why}`,
          "mend the data folder first; its parts were not checked",
        ),
      ];
    case "absent":
      return [checkStopped(false), checkPort(config), ...(await checkOffline(config))];
    case "ours":
      return [checkStopped(server.leftBehind), checkPort(config), ...(await checkOffline(config))];
  }
}

function checkSilent(config: Config, pid: number | undefined): Check {
  const who = pid === undefined ? "a process" : `process ${pid}`;
  const message = `${who} uses ${config.dataFolder} and does not say where it listens; it is starting, stopping or hangs`;
  return warning("server", message, "run this again in a moment; if it stays, look at that process");
}

function checkStopped(leftBehind: boolean): Check {
  return good(
    "server",
    leftBehind ? "none runs; the last one was killed, and the next start mends what that left" : "none runs",
  );
}
