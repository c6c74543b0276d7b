import { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { keysCommand } from "./access/keys.ts";
import { organizationsCommand } from "./access/organizations.ts";
import { projectsCommand } from "./access/projects.ts";
import { tokenCommand } from "./access/token.ts";
import { doctorCommand } from "./doctor.ts";
import { importCommand } from "./import.ts";
import { ownerLinkCommand } from "./owner-link.ts";
import { resetPasswordCommand } from "./reset-password.ts";
import { seedCommand } from "./seed.ts";
import { serveCommand } from "./serve.ts";

const program = new Command("tidemark")
  .description(packageJson.description)
  .version(packageJson.version)
  .addCommand(serveCommand())
  .addCommand(ownerLinkCommand())
  .addCommand(resetPasswordCommand())
  .addCommand(organizationsCommand())
  .addCommand(projectsCommand())
  .addCommand(keysCommand())
  .addCommand(tokenCommand())
  .addCommand(seedCommand())
  .addCommand(importCommand())
  .addCommand(doctorCommand());

await program.parseAsync();
