import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface CommandEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** What it wrote; empty when it wrote straight to the terminal. */
  readonly output: string;
  readonly seconds: number;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
  /** `kept`: handed back at the end. `live`: straight to the terminal, for what takes minutes. */
  readonly output: "kept" | "live";
}

/**
 * Runs a command to its end, or to its timeout: then the whole process group is killed. Output goes
 * into a file and not into a pipe, because a process that the command left behind would keep a pipe
 * open, and whoever reads it would wait for ever.
 */
export async function runCommand(command: readonly string[], options: CommandOptions): Promise<CommandEnd> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-run-"));
  const path = join(folder, "output");
  // Opened once, for appending, so that what goes to stdout and stderr stays in its order.
  const file = await open(path, "a");
  const target = options.output === "live" ? "inherit" : file.fd;
  const startedAt = performance.now();
  const child = Bun.spawn([...command], {
    cwd: options.cwd,
    detached: true,
    stdin: "ignore",
    stdout: target,
    stderr: target,
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    process.kill(-child.pid, "SIGKILL");
  }, options.timeoutMs);
  await child.exited;
  clearTimeout(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  await file.close();
  const output = await Bun.file(path).text();
  await rm(folder, { recursive: true });
  return { exitCode: child.exitCode, timedOut, output, seconds };
}
