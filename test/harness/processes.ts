import { readdirSync, readFileSync } from "node:fs";

/*
 * What the system knows about processes, from Linux's /proc: who is whose child, who is gone, how
 * much memory they hold. Zombies count as gone: they hold no files and no memory any more.
 */

export const hasProc = process.platform === "linux";

export function isAlive(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== null && stat.state !== "Z" && stat.state !== "X";
}

/** The living children of a process and their children. */
export function descendantsOf(pid: number): number[] {
  const stats = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== null && stat.state !== "Z");
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    parents = stats.filter((stat) => parents.includes(stat!.parent)).map((stat) => stat!.pid);
    found.push(...parents);
  }
  return found;
}

/** Those of the processes that still live after `timeoutMs`; ends early when all are gone. */
export async function survivors(pids: readonly number[], timeoutMs: number): Promise<number[]> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const living = pids.filter(isAlive);
    if (living.length === 0 || performance.now() >= until) return living;
    await Bun.sleep(20);
  }
}

/** Kills without asking; a process that is already gone is as good. */
export function killNow(pid: number): void {
  signalTo(pid, "SIGKILL");
}

export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

export interface ProcessMemory {
  /** Resident set: pages that several processes share count in each of them. */
  readonly rssBytes: number;
  /** Proportional set: a shared page counts in equal parts, so that processes add up. */
  readonly pssBytes: number;
}

/** Zeros when the process is gone. */
export function memoryOf(pid: number): ProcessMemory {
  return {
    rssBytes: kiloBytes(`/proc/${pid}/status`, "VmRSS"),
    pssBytes: kiloBytes(`/proc/${pid}/smaps_rollup`, "Pss"),
  };
}

/** Seconds of work on all cores since the process began; 0 when it is gone. */
export function cpuSecondsOf(pid: number): number {
  const fields = fieldsBehindName(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / clockTicksPerSecond;
}

/** The unit of /proc/<pid>/stat on every Linux that Bun runs on. */
const clockTicksPerSecond = 100;

function kiloBytes(file: string, key: string): number {
  const line = new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(readOrEmpty(file));
  return Number(line?.[1] ?? 0) * 1024;
}

interface ProcessStat {
  readonly pid: number;
  readonly state: string;
  readonly parent: number;
}

function readStat(pid: number): ProcessStat | null {
  const [state = "", parent = "0"] = fieldsBehindName(pid);
  return state === "" ? null : { pid, state, parent: Number(parent) };
}

/** From the state on: the name in parentheses before it may hold anything, blanks too. */
function fieldsBehindName(pid: number): string[] {
  return readOrEmpty(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
