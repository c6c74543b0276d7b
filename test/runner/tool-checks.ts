/** A check of the sources by a tool: passes when its command ends with 0. */
export interface ToolCheck {
  readonly name: string;
  /** What to do about a failure. */
  readonly advice: string;
  readonly command: readonly string[];
}

/** `modules` is the folder where npm installed the tools; `tsconfigs` are relative to the project. */
export function toolChecks(modules: string, tsconfigs: readonly string[]): ToolCheck[] {
  // All run on the pinned Bun, so that the Node of the machine makes no difference.
  const tool = (path: string, ...args: string[]) => [
    process.execPath,
    "--no-orphans",
    `${modules}/${path}`,
    ...args,
  ];
  return [
    { name: "format", advice: "npm run format", command: tool("oxfmt/bin/oxfmt", "--check") },
    { name: "lint", advice: "npm run lint", command: tool("oxlint/bin/oxlint") },
    ...tsconfigs.map((path) => ({
      name: `types (${path})`,
      advice: "npm run types",
      command: tool("typescript/bin/tsc", "--noEmit", "--project", path),
    })),
    { name: "unused code", advice: "npm run unused", command: tool("knip/bin/knip.js") },
  ];
}
