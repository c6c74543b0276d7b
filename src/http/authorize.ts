import type { Identified } from "../access/access.ts";
import type { Permission, Principal } from "../access/principal.ts";
import type { ProjectSettings } from "../access/project-settings.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { readCredential, readProjectChoice } from "./credentials.ts";
import type { Operation } from "./operation.ts";
import type { Services } from "./services.ts";

/** For whom a call is handled, and on which project. */
export interface CallAccess {
  readonly principal: Principal;
  readonly project_id: ProjectId;
  readonly settings: ProjectSettings;
}

/**
 * The one place that decides whether an operation is run: credentials ▸ principal ▸ permission ▸
 * project. Answers at once for a key that is known, so that ingest never waits here.
 */
export function authorize(
  req: Request,
  operation: Pick<Operation, "scope">,
  services: Services,
): Authorized | Promise<Authorized> {
  const { scope } = operation;
  if (scope === "public") return ok(null);
  const identified = services.access.identify(readCredential(req, scope === "ingest"));
  return identified instanceof Promise
    ? identified.then((who) => admit(who, req, scope, services))
    : admit(identified, req, scope, services);
}

/** Null for operations that are for everybody. */
export type Authorized = Result<CallAccess | null, Failure>;

function admit(identified: Identified, req: Request, scope: Permission, services: Services): Authorized {
  if (!identified.ok) return identified;
  const principal = identified.value;
  if (!principal.permissions.has(scope)) return err(lacks[scope]);
  const project = services.access.chooseProject(principal, readProjectChoice(req));
  if (!project.ok) return project;
  const { id, settings } = project.value;
  if (scope === "ingest" && !mayComeFrom(req, principal, settings)) return err(wrongOrigin);
  return ok({ principal, project_id: id, settings });
}

/** Restricted to pages means: what states no page is refused, too. */
function mayComeFrom(req: Request, principal: Principal, settings: ProjectSettings): boolean {
  const ofProject = settings.ingest.origins;
  if (principal.origins === null && ofProject === null) return true;
  const origin = req.headers.get("origin") ?? "";
  if (principal.origins !== null && !principal.origins.has(origin)) return false;
  return ofProject === null || origin === "" || ofProject.includes(origin);
}

const lacks: Readonly<Record<Permission, Failure>> = {
  ingest: lacking("ingest"),
  read: lacking("read"),
  write: lacking("write"),
  admin: lacking("admin"),
};

function lacking(permission: Permission): Failure {
  return failure("forbidden", { message: `This needs the permission ${permission}.` });
}

const wrongOrigin = failure("forbidden", { message: "Events are not taken from pages of this origin." });
