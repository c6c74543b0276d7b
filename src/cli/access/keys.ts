import { Command } from "commander";
import { type ApiKey, isActive } from "../../access/keys.ts";
import type { Permission } from "../../access/principal.ts";
import type { OperatorDesk } from "../../app/operator.ts";
import { systemClock } from "../../kernel/clock.ts";
import { ok } from "../../kernel/result.ts";
import { type DeskOptions, atDesk, withDesk } from "./at-desk.ts";
import { readDuration, readList, readPermissions, timeText } from "./options.ts";

interface ProjectOption extends DeskOptions {
  readonly project: string;
}

interface CreateFlags extends ProjectOption {
  readonly permissions: readonly Permission[];
  readonly expires?: number;
  readonly origins?: readonly string[];
  readonly events?: readonly string[];
  readonly allProjects?: boolean;
}

/** API keys at the command line, for whoever holds the data folder; each act is in the audit log. */
export function keysCommand(): Command {
  return new Command("keys")
    .description("make, list, rotate and revoke API keys")
    .addCommand(create())
    .addCommand(list())
    .addCommand(rotate())
    .addCommand(revoke());
}

function withPlace(command: Command): Command {
  return withDesk(command.option("--project <id>", "the project", "default"));
}

function create(): Command {
  const command = new Command("create")
    .description("make a key and print it, this once")
    .argument("<name>", "what it is for")
    .requiredOption("--permissions <list>", "ingest, read, write, admin", readPermissions)
    .option("--expires <duration>", "how long it is good: 30m, 12h, 90d (default: for ever)", readDuration)
    .option("--origins <list>", "pages of which origins may send events with it", readList)
    .option("--events <list>", "which events it may send", readList)
    .option("--all-projects", "for every project of the organization");
  return withPlace(command).action(async (name: string, flags: CreateFlags) => {
    const made = await atProject(flags, (desk) =>
      desk.keys.create(desk.actor, flags.project, {
        name,
        permissions: flags.permissions,
        origins: flags.origins ?? null,
        eventNames: flags.events ?? null,
        expires_at: flags.expires === undefined ? null : systemClock.now() + flags.expires,
        isForAllProjects: flags.allProjects === true,
      }),
    );
    console.log(made.text);
  });
}

function list(): Command {
  return withPlace(new Command("list").description("the project's keys, never their text")).action(
    async (flags: ProjectOption) => {
      const keys = await atProject(flags, async (desk) =>
        ok(await desk.keys.list(desk.actor, flags.project)),
      );
      for (const key of keys) console.log(lineOf(key));
    },
  );
}

function rotate(): Command {
  const command = new Command("rotate")
    .description("put a new key in the place of one, and print it, this once")
    .argument("<id>")
    .option(
      "--overlap <duration>",
      "how long the old one goes on: 30m, 12h, 7d (default: not at all)",
      readDuration,
      0,
    );
  return withPlace(command).action(
    async (id: string, flags: ProjectOption & { readonly overlap: number }) => {
      const rotation = { overlapMs: flags.overlap, expires_at: undefined };
      const made = await atProject(flags, (desk) =>
        desk.keys.rotate(desk.actor, flags.project, id, rotation),
      );
      console.log(made.text);
    },
  );
}

function revoke(): Command {
  return withPlace(new Command("revoke").description("end a key, at once").argument("<id>")).action(
    async (id: string, flags: ProjectOption) => {
      await atProject(flags, (desk) => desk.keys.revoke(desk.actor, flags.project, id));
    },
  );
}

/** The project has to be there. */
function atProject<T>(
  flags: ProjectOption,
  work: (desk: OperatorDesk) => ReturnType<Parameters<typeof atDesk<T>>[1]>,
): Promise<T> {
  return atDesk(flags, async (desk) => {
    const project = desk.projects.get(desk.actor, flags.project);
    return project.ok ? work(desk) : project;
  });
}

function lineOf(key: ApiKey): string {
  const state = isActive(key, systemClock.now()) ? "active" : key.revoked_at === null ? "ended" : "revoked";
  const used = `used ${timeText(key.last_used_at)}`;
  return [key.id, key.prefix, state.padEnd(7), key.permissions.join(","), used, key.name].join("  ");
}
