import type { Command } from "commander";
import { readConfig } from "../../app/config.ts";
import { createLogger } from "../../app/logger.ts";
import { type OperatorDesk, openOperatorDesk } from "../../app/operator.ts";
import { type Failure, failure } from "../../kernel/errors.ts";
import { type Result, err } from "../../kernel/result.ts";
import { exitWith } from "../exit.ts";

export interface DeskOptions {
  readonly data?: string;
  readonly organization?: string;
}

/** What every command takes that works on things of an organization. */
export function withDesk(command: Command): Command {
  return withData(command.option("--organization <id>", "whose it is", "default"));
}

/** Where the organizations and their things are. */
export function withData(command: Command): Command {
  return command.option("-d, --data <folder>", "data folder (TIDEMARK_DATA)");
}

/** Opens the desk for one piece of work, and closes it whatever comes of that. A failure ends the process with 1. */
export async function atDesk<T>(
  { data, organization }: DeskOptions,
  work: (desk: OperatorDesk) => Promise<Result<T, Failure>>,
): Promise<T> {
  const config = readConfig(data === undefined ? {} : { TIDEMARK_DATA: data });
  if (!config.ok) return exitWith("the configuration is not valid:", config.error);
  const desk = await openOperatorDesk(config.value, createLogger("warn"), organization);
  try {
    const done = (await isKnown(desk)) ? await work(desk) : err(noSuchOrganization);
    return done.ok ? done.value : exitWith("not done:", [done.error.message]);
  } finally {
    await desk.close();
  }
}

async function isKnown({ organizations, actor }: OperatorDesk): Promise<boolean> {
  return (await organizations.list()).some(({ id }) => id === actor.principal.organization_id);
}

const noSuchOrganization = failure("not_found", { message: "There is no such organization." });
