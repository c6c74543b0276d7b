import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Tells other commands on the same data folder where its server listens; gone when none runs. */
export interface ServerFile {
  readonly url: string;
  readonly pid: number;
}

export function writeServerFile(dataFolder: string, server: ServerFile): void {
  writeFileSync(pathOf(dataFolder), JSON.stringify(server), { mode: 0o600 });
}

export function readServerFile(dataFolder: string): ServerFile | null {
  try {
    return JSON.parse(readFileSync(pathOf(dataFolder), "utf8")) as ServerFile;
  } catch {
    return null;
  }
}

export function removeServerFile(dataFolder: string): void {
  rmSync(pathOf(dataFolder), { force: true });
}

function pathOf(dataFolder: string): string {
  return join(dataFolder, "server.json");
}
