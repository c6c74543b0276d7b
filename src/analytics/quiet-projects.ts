import type { ProjectId } from "../kernel/ids.ts";

/** Lets questions of a project wait for the moments in which its counts are being replaced. */
export class QuietProjects {
  readonly #quiet = new Map<ProjectId, Promise<unknown>>();

  async during<T>(project: ProjectId, work: () => Promise<T>): Promise<T> {
    const working = work();
    const ended = working.catch(() => {});
    this.#quiet.set(project, ended);
    try {
      return await working;
    } finally {
      if (this.#quiet.get(project) === ended) this.#quiet.delete(project);
    }
  }

  async past(project: ProjectId): Promise<void> {
    await this.#quiet.get(project);
  }
}
