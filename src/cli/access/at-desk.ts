import { readConfig } from "../../app/config.ts";
import { createLogger } from "../../app/logger.ts";
import { type OperatorDesk, openOperatorDesk } from "../../app/operator.ts";
import type { Failure } from "../../kernel/errors.ts";
import type { Result } from "../../kernel/result.ts";
import { exitWith } from "../exit.ts";

export interface DataOption {
  readonly data?: string;
}

/** Opens the desk for one piece of work, and closes it whatever comes of that. A failure ends the process with 1. */
export async function atDesk<T>(
  { data }: DataOption,
  work: (desk: OperatorDesk) => Promise<Result<T, Failure>>,
): Promise<T> {
  const config = readConfig(data === undefined ? {} : { TIDEMARK_DATA: data });
  if (!config.ok) return exitWith("the configuration is not valid:", config.error);
  const desk = await openOperatorDesk(config.value, createLogger("warn"));
  try {
    const done = await work(desk);
    return done.ok ? done.value : exitWith("not done:", [done.error.message]);
  } finally {
    await desk.close();
  }
}
