import type { ZodError } from "zod";
import { defaultProject } from "../catalog/catalog.ts";
import type { DeletedProject, Projects as ProjectRows } from "../catalog/projects.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { Access } from "./access.ts";
import { type Actor, byActor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Directory, KnownProject } from "./directory.ts";
import { mergeSettings, projectSettingsSchema } from "./project-settings.ts";
import { leavesOut } from "./settings/sampling-settings.ts";

export type { DeletedProject };

export interface ProjectsOptions {
  readonly rows: ProjectRows;
  readonly access: Access;
  readonly directory: Directory;
  readonly audit: Audit;
}

/** The projects of an organization and their settings. One that the actor may not see is not there. */
export class Projects {
  readonly #options: ProjectsOptions;

  constructor(options: ProjectsOptions) {
    this.#options = options;
  }

  /** The oldest first. */
  list({ principal }: Actor): KnownProject[] {
    const { access, directory } = this.#options;
    return directory
      .projectsOf(principal.organization_id)
      .filter((project) => access.maySee(principal, project));
  }

  get({ principal }: Actor, id: ProjectId): Result<KnownProject, Failure> {
    const { access, directory } = this.#options;
    const project = directory.project(id);
    const isThere = project !== undefined && access.maySee(principal, project);
    return isThere ? ok(project) : err(noSuchProject(id));
  }

  async create(actor: Actor, name: string): Promise<Result<KnownProject, Failure>> {
    const { rows, directory } = this.#options;
    const { organization_id, project_id } = actor.principal;
    if (project_id !== null) return err(boundToOne);
    if (directory.projectsOf(organization_id).length >= limits.projectsMax) return err(tooManyProjects);
    const made = await rows.create(organization_id, name);
    if (made === null) return err(organizationIsGone);
    const { id } = made;
    await this.#changed(actor, "project.created", id, undefined, { name });
    return this.get(actor, id);
  }

  async rename(actor: Actor, id: ProjectId, name: string): Promise<Result<KnownProject, Failure>> {
    const project = this.get(actor, id);
    if (!project.ok) return project;
    if (!(await this.#options.rows.rename(id, name))) return err(noSuchProject(id));
    await this.#changed(actor, "project.renamed", id, { name: project.value.name }, { name });
    return this.get(actor, id);
  }

  /** Its keys stop working and nothing of it is found any more; each server erases what it holds of it: see `privacy`. */
  async delete(actor: Actor, id: ProjectId): Promise<Result<void, Failure>> {
    const project = this.get(actor, id);
    if (!project.ok) return project;
    if (actor.principal.project_id !== null) return err(boundToOne);
    if (id === defaultProject) return err(defaultStays);
    if (!(await this.#options.rows.delete(id))) return err(noSuchProject(id));
    await this.#changed(actor, "project.deleted", id, { name: project.value.name }, undefined);
    return ok(undefined);
  }

  /** One that the actor's organization has deleted; for who may see all of its projects. */
  async deleted({ principal }: Actor, id: ProjectId): Promise<Result<DeletedProject, Failure>> {
    const project = await this.#options.rows.deleted(id);
    const isTheirs = project?.organization_id === principal.organization_id && principal.project_id === null;
    return project !== null && isTheirs ? ok(project) : err(neverDeleted(id));
  }

  /** Puts the given fields in the place of what was set; all of them or none. */
  async changeSettings(
    actor: Actor,
    id: ProjectId,
    changes: unknown,
  ): Promise<Result<KnownProject, Failure>> {
    const project = this.get(actor, id);
    if (!project.ok) return project;
    const changed = await this.#options.rows.changeSettings<SettingsChange>(id, (before) => {
      const after = mergeSettings(before, changes);
      const parsed = projectSettingsSchema.safeParse(after);
      if (!parsed.success) return { after: before, result: { problem: problemOf(parsed.error) } };
      return { after, result: { before, after }, samples: leavesOut(parsed.data.sampling) };
    });
    if (changed === null) return err(noSuchProject(id));
    if ("problem" in changed) return err(changed.problem);
    await this.#changed(actor, "settings.changed", id, changed.before, changed.after);
    return this.get(actor, id);
  }

  async #changed(
    actor: Actor,
    action: string,
    id: ProjectId,
    before: unknown,
    after: unknown,
  ): Promise<void> {
    const { directory, audit } = this.#options;
    await directory.refresh();
    await audit.record({ ...byActor(actor), project_id: id, action, target: id, before, after });
  }
}

type SettingsChange = { readonly before: unknown; readonly after: unknown } | { readonly problem: Failure };

function problemOf(error: ZodError): Failure {
  const issue = error.issues[0]!;
  const field = issue.path.map(String).join(".");
  return failure("invalid_field", { field, message: `${field}: ${issue.message}` });
}

function noSuchProject(id: ProjectId): Failure {
  return failure("not_found", { field: "id", message: `There is no project ${id}.` });
}

function neverDeleted(id: ProjectId): Failure {
  return failure("not_found", { field: "id", message: `There is no deleted project ${id}.` });
}

const organizationIsGone = failure("not_found", { message: "The organization is not there any more." });
const boundToOne = failure("forbidden", {
  message: "These credentials belong to one project; the organization's projects are not theirs to rule.",
});
const defaultStays = failure("conflict", { message: "The default project cannot be deleted." });
const tooManyProjects = failure("conflict", {
  message: `The organization has ${limits.projectsMax} projects, which is the limit.`,
});
