import type { Credential, Identified } from "../access/access.ts";
import { isCsrfTokenOf } from "../access/accounts/csrf-token.ts";
import type { Permission, Principal } from "../access/principal.ts";
import { type ProjectSettings, defaultSettings } from "../access/project-settings.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { comesFromOwnPage } from "./browser-request.ts";
import { readCredential, readProjectChoice } from "./credentials.ts";
import { openRequestProblem } from "./open-request.ts";
import type { Operation } from "./operation.ts";
import type { Services } from "./services.ts";
import { readSignInSecret } from "./sign-in-cookie.ts";

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
  operation: Wanted,
  services: Services,
): Authorized | Promise<Authorized> {
  const { scope } = operation;
  if (scope === "public") return ok(null);
  const guarded = operation as Guarded;
  const credential = readCredential(req, scope === "ingest") ?? readSignIn(req, scope, services);
  if (credential?.kind === "sign-in" && !isMeant(req, credential.secret, services)) return err(notMeant);
  if (credential === null && operation.needsCredential === true) return err(credentialNeeded);
  const identified = services.access.identify(credential);
  return identified instanceof Promise
    ? identified.then((who) => admit(who, req, guarded, services))
    : admit(identified, req, guarded, services);
}

type Wanted = Pick<Operation, "scope" | "about" | "isForPeople" | "needsCredential">;
type Guarded = Wanted & { readonly scope: Permission };

/**
 * The sign-in that the browser shows. Events do not take it by the cookie alone: a neighbour's page on the same domain
 * sends its beacons with our cookie, and means its own key, or none.
 */
function readSignIn(req: Request, scope: Permission, services: Services): Credential | null {
  if (scope === "ingest" && !req.headers.has(csrfHeader)) return null;
  const secret = readSignInSecret(req, services);
  return secret === null ? null : { kind: "sign-in", secret };
}

/**
 * Whether the person in front of the browser wanted this. A cookie comes along without anybody's doing, so what
 * changes something must also come from a page of ours, as the browser says, and show the token that
 * only a page can have which has read our answers. What only reads changes nothing, and no other site can read it.
 */
function isMeant(req: Request, secret: string, services: Services): boolean {
  if (req.method === "GET" || req.method === "HEAD") return true;
  return comesFromOwnPage(req, services) && isCsrfTokenOf(secret, req.headers.get(csrfHeader) ?? "");
}

const csrfHeader = "x-csrf-token";

/** Null for operations that are for everybody. */
export type Authorized = Result<CallAccess | null, Failure>;

function admit(
  identified: Identified,
  req: Request,
  { scope, about, isForPeople }: Guarded,
  services: Services,
): Authorized {
  if (!identified.ok) return identified;
  const principal = identified.value;
  if (isForPeople === true && principal.kind !== "user") return err(peopleOnly);
  const problem = principal.kind === "open" ? openRequestProblem(req, scope, services) : null;
  if (problem !== null) return err(problem);
  if (!principal.permissions.has(scope)) return err(lacks[scope]);
  if (about === "organization")
    return principal.project_id === null ? ok(new OrganizationAccess(principal)) : err(boundToProject);
  const asked = readProjectChoice(req);
  const needsNone = about === "projects" && asked === null && principal.project_id === null;
  if (needsNone) return ok(new OrganizationAccess(principal));
  const project = services.access.chooseProject(principal, asked);
  if (!project.ok) return project;
  const { id, settings } = project.value;
  if (scope === "ingest" && !mayComeFrom(req, principal, settings)) return err(wrongOrigin);
  return ok({ principal, project_id: id, settings });
}

/** A call about the organization: whoever asks it for a project has forgotten that. */
class OrganizationAccess implements CallAccess {
  readonly principal: Principal;
  readonly settings = defaultSettings;

  constructor(principal: Principal) {
    this.principal = principal;
  }

  get project_id(): never {
    throw new Error("an operation about the organization, or its projects, has none chosen");
  }
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

const notMeant = failure("forbidden", {
  message: "With the cookie of a sign-in, send the header X-CSRF-Token, and from a page of this server.",
});
const peopleOnly = failure("forbidden", { message: "This is for people who have signed in." });
const boundToProject = failure("forbidden", {
  message: "These credentials belong to one project; this is about the organization.",
});
const credentialNeeded = failure("unauthorized", {
  message: "Send a token (Authorization: Bearer) or an API key (X-API-Key).",
});
const wrongOrigin = failure("forbidden", { message: "Events are not taken from pages of this origin." });
