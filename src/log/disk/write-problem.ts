/** What a failed write means and what to do about it, for the person who runs the server. */
import { diskAdvice } from "../../kernel/disk-problem.ts";
import { errorCode } from "./file-system.ts";

export function describeWriteProblem(folder: string, error: unknown): string {
  return `${describe(folder, "written", error)}. Every new event tries again.`;
}

export function describeOpenProblem(folder: string, error: unknown): string {
  return `${describe(folder, "opened", error)}.`;
}

function describe(folder: string, done: string, error: unknown): string {
  const code = errorCode(error);
  const reason = diskAdvice(error) ?? (error instanceof Error ? error.message : String(error));
  return `The event log in ${folder} cannot be ${done}${code === "" ? "" : ` (${code})`}: ${reason}`;
}
