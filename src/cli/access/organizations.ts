import { Command, InvalidArgumentError } from "commander";
import { type EmailAddress, emailAddressSchema } from "../../access/accounts/email-address.ts";
import { ok } from "../../kernel/result.ts";
import { type DeskOptions, atDesk } from "./at-desk.ts";

/** Organizations at the command line, for whoever holds the data folder; no API can do this. */
export function organizationsCommand(): Command {
  return new Command("organizations")
    .description("list and make organizations, invite their owners")
    .addCommand(list())
    .addCommand(create())
    .addCommand(inviteOwner());
}

type DataOption = Pick<DeskOptions, "data">;

const withData = (command: Command) => command.option("-d, --data <folder>", "data folder (TIDEMARK_DATA)");

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
