import { mkdirSync } from "node:fs";

/**
 * A small file system in memory, to fill up and to make read-only without harm. Needs the right to
 * mount, which containers often lack: null then.
 */
export class TemporaryMount {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static create(folder: string, mebibytes: number): TemporaryMount | null {
    mkdirSync(folder, { recursive: true });
    const isMounted = run("mount", "-t", "tmpfs", "-o", `size=${mebibytes}m,mode=700`, "tmpfs", folder);
    return isMounted ? new TemporaryMount(folder) : null;
  }

  makeReadOnly(): void {
    if (!run("mount", "-o", "remount,ro", this.folder))
      throw new Error(`${this.folder} cannot be made read-only`);
  }

  /** Also when somebody still has files open there. */
  remove(): void {
    run("umount", "--lazy", this.folder);
  }
}

/** Whether this process may mount; tried once, for the names of tests that are skipped without it. */
export function mayMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = `/tmp/tidemark-mount-${process.pid}`;
  const mount = TemporaryMount.create(folder, 1);
  mount?.remove();
  return mount !== null;
}

function run(...command: string[]): boolean {
  try {
    return Bun.spawnSync(command, { stdin: "ignore", stdout: "ignore", stderr: "ignore" }).success;
  } catch {
    return false;
  }
}
