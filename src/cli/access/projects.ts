import { Command } from "commander";
import { failure } from "../../kernel/errors.ts";
import { err, ok } from "../../kernel/result.ts";
import { projectDeletionStatus } from "../../privacy/project-deletion.ts";
import { type DeskOptions, atDesk, withData, withDesk } from "./at-desk.ts";

/** Projects at the command line, for whoever holds the data folder; each act is in the audit log. */
export function projectsCommand(): Command {
  return new Command("projects")
    .description("list, make, rename and delete projects, read and change their settings")
    .addCommand(list())
    .addCommand(create())
    .addCommand(rename())
    .addCommand(remove())
    .addCommand(deletion())
    .addCommand(settings());
}

function list(): Command {
  return withDesk(new Command("list").description("the projects, the oldest first")).action(
    async (options: DeskOptions) => {
      const projects = await atDesk(options, async (desk) => ok(desk.projects.list(desk.actor)));
      for (const { id, name } of projects) console.log(`${id}  ${name}`);
    },
  );
}

function create(): Command {
  return withDesk(
    new Command("create").description("make a project and print its id").argument("<name>"),
  ).action(async (name: string, options: DeskOptions) => {
    const made = await atDesk(options, (desk) => desk.projects.create(desk.actor, name));
    console.log(made.id);
  });
}

function rename(): Command {
  const command = new Command("rename")
    .description("give a project another name")
    .argument("<id>")
    .argument("<name>");
  return withDesk(command).action(async (id: string, name: string, options: DeskOptions) => {
    await atDesk(options, (desk) => desk.projects.rename(desk.actor, id, name));
  });
}

function remove(): Command {
  const command = new Command("delete")
    .description(
      "delete a project: its keys stop working, nothing of it is found any more, and servers erase its data while they run",
    )
    .argument("<id>");
  return withDesk(command).action(async (id: string, options: DeskOptions) => {
    await atDesk(options, (desk) => desk.projects.delete(desk.actor, id));
  });
}

function deletion(): Command {
  const command = new Command("deletion")
    .description("how far the erasing of a deleted project's data is; a line for each server")
    .argument("<id>");
  return withData(command).action(async (id: string, options: DeskOptions) => {
    const jobs = await atDesk(options, async (desk) => {
      const found = await desk.jobsOfDeletedProject(id);
      return found === null ? err(neverDeleted) : ok(found);
    });
    console.log(projectDeletionStatus(jobs));
    for (const job of jobs) console.log([job.id, job.status, job.stage, job.problem].join("  ").trimEnd());
  });
}

const neverDeleted = failure("not_found", { message: "There is no deleted project of that id." });

function settings(): Command {
  const command = new Command("settings")
    .description("print a project's settings, after changing what is given")
    .argument("<id>")
    .argument("[changes]", `as JSON, such as '{"ingest": {"origins": ["https://shop.example"]}}'`);
  return withDesk(command).action(async (id: string, changes: string | undefined, options: DeskOptions) => {
    const project = await atDesk(options, async (desk) => {
      if (changes === undefined) return desk.projects.get(desk.actor, id);
      const given = parsed(changes);
      if (given === undefined)
        return err(failure("invalid_json", { message: "the changes are not valid JSON" }));
      return desk.projects.changeSettings(desk.actor, id, given);
    });
    console.log(JSON.stringify(project.settings, null, 2));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
