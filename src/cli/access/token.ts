import { Command } from "commander";
import { SignJWT } from "jose";
import type { Permission } from "../../access/principal.ts";
import { type Config, readConfig } from "../../app/config.ts";
import { createLogger } from "../../app/logger.ts";
import { openOperatorDesk } from "../../app/operator.ts";
import { hourMs, secondMs, systemClock } from "../../kernel/clock.ts";
import { exitWith } from "../exit.ts";
import { withDesk } from "./at-desk.ts";
import { readDuration, readPermissions } from "./options.ts";

interface TokenFlags {
  readonly project: string;
  readonly permissions: readonly Permission[];
  readonly expires: number;
  readonly subject: string;
  readonly organization: string;
  readonly data?: string;
}

/** A token that this installation takes, for clients that want one. It cannot be revoked, so it is short-lived. */
export function tokenCommand(): Command {
  return withDesk(
    new Command("token")
      .description("print a JWT for a project, signed with this installation's secret")
      .option("--project <id>", "the project", "default")
      .option("--permissions <list>", "ingest, read, write, admin", readPermissions, ["ingest", "read"])
      .option(
        "--expires <duration>",
        "how long it is good: 30m, 12h, 90d (default: 1h)",
        readDuration,
        hourMs,
      )
      .option("--subject <id>", "whom it speaks for", "operator"),
  ).action(async (flags: TokenFlags) => {
    const config = readConfig(flags.data === undefined ? {} : { TIDEMARK_DATA: flags.data });
    if (!config.ok) return exitWith("the configuration is not valid:", config.error);
    const desk = await openOperatorDesk(config.value, createLogger("warn"), flags.organization);
    const project = desk.projects.get(desk.actor, flags.project);
    await desk.close();
    if (!project.ok) return exitWith("not done:", [project.error.message]);
    if (desk.tokenSecret === null) {
      return exitWith("not done:", [
        "with JWT_JWKS_URL alone, only that issuer makes tokens; set JWT_SECRET too",
      ]);
    }
    console.log(await sign(config.value, flags, project.value.organization_id, desk.tokenSecret));
  });
}

function sign(config: Config, flags: TokenFlags, organization: string, secret: string): Promise<string> {
  const nowSeconds = Math.floor(systemClock.now() / secondMs);
  const token = new SignJWT({
    [config.JWT_ORGANIZATION_CLAIM]: organization,
    [config.JWT_PROJECT_CLAIM]: flags.project,
    [config.JWT_PERMISSIONS_CLAIM]: [...flags.permissions],
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(flags.subject)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + Math.floor(flags.expires / secondMs));
  if (config.JWT_ISSUER !== undefined) token.setIssuer(config.JWT_ISSUER);
  if (config.JWT_AUDIENCE !== undefined) token.setAudience(config.JWT_AUDIENCE);
  return token.sign(Buffer.from(secret));
}
