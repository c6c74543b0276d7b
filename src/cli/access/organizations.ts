import { Command, InvalidArgumentError } from "commander";
import { type EmailAddress, emailAddressSchema } from "../../access/accounts/email-address.ts";
import { ok } from "../../kernel/result.ts";
import { type DeskOptions, atDesk, withData } from "./at-desk.ts";

/** Organizations at the command line, for whoever holds the data folder; no API can make them. */
export function organizationsCommand(): Command {
  return new Command("organizations")
    .description("list, make, rename and delete organizations, invite their owners")
    .addCommand(list())
    .addCommand(create())
    .addCommand(rename())
    .addCommand(remove())
    .addCommand(inviteOwner());
}

type DataOption = Pick<DeskOptions, "data">;

function list(): Command {
  return withData(new Command("list").description("the organizations, the oldest first")).action(
    async (options: DataOption) => {
      const organizations = await atDesk(options, async (desk) => ok(await desk.organizations.list()));
      for (const { id, name } of organizations) console.log(`${id}  ${name}`);
    },
  );
}

function create(): Command {
  const command = new Command("create")
    .description(
      "make an organization with a first project; prints their ids and a one-time link for its owner",
    )
    .argument("<name>")
    .requiredOption("--owner <e-mail>", "for whom the link is", readEmail);
  return withData(command).action(async (name: string, options: DataOption & { owner: EmailAddress }) => {
    const lines = await atDesk(options, async (desk) => {
      const made = await desk.organizations.create(desk.actor, { name, owner: options.owner });
      if (!made.ok) return made;
      const { id, project_id, secret } = made.value;
      return ok([id, project_id, desk.invitationLink(secret)]);
    });
    for (const line of lines) console.log(line);
  });
}

function rename(): Command {
  const command = new Command("rename")
    .description("give an organization another name")
    .argument("<id>")
    .argument("<name>");
  return withData(command).action(async (id: string, name: string, options: DataOption) => {
    await atDesk(options, (desk) => desk.organizations.rename(desk.actor, id, name));
  });
}

function remove(): Command {
  const command = new Command("delete")
    .description(
      "delete an organization with its keys, members and sign-ins; prints the ids of projects that went with it",
    )
    .argument("<id>")
    .option("--with-projects", "its projects and all of their data as well; without it, it must have none");
  return withData(command).action(async (id: string, options: DataOption & { withProjects?: boolean }) => {
    const scope = options.withProjects === true ? "with projects" : "only empty";
    const projects = await atDesk(options, (desk) => desk.organizations.delete(desk.actor, id, scope));
    for (const project of projects) console.log(project);
  });
}

function inviteOwner(): Command {
  const command = new Command("invite-owner")
    .description("print a one-time link for an owner; a newer one to the same e-mail ends the older one")
    .argument("<id>", "of the organization")
    .argument("<e-mail>", "for whom the link is", readEmail);
  return withData(command).action(async (id: string, owner: EmailAddress, options: DataOption) => {
    const link = await atDesk(options, async (desk) => {
      const invited = await desk.organizations.inviteOwner(desk.actor, id, owner);
      return invited.ok ? ok(desk.invitationLink(invited.value)) : invited;
    });
    console.log(link);
  });
}

function readEmail(text: string): EmailAddress {
  const email = emailAddressSchema.safeParse(text);
  if (!email.success) throw new InvalidArgumentError("It is no e-mail address.");
  return email.data;
}
