import type { FolderRule } from "./folder-rule.ts";
import type { FileImport, PackageImport, SourceFile } from "./source-tree.ts";

/** A fault against the architecture, in words that say what is wrong and why it matters. */
export interface Violation {
  readonly rule: RuleName;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export type RuleName = (typeof ruleNames)[number];

export const ruleNames = [
  "folder without a rule",
  "import against the order",
  "more than types",
  "implementation outside app",
  "runtime in pure code",
  "import from outside src",
  "test code in production",
  "computed import",
  "default export",
  "environment",
  "catch-all name",
  "src behind the API",
] as const;

/** The one file of `src` that reads the environment. */
const environmentReader = "src/app/config.ts";
type FolderRules = ReadonlyMap<string, FolderRule>;

const catchAllNames = ["utils", "util", "common", "shared", "helpers", "helper", "types", "misc"];

export function findViolations(files: readonly SourceFile[], rules: FolderRules): Violation[] {
  return files.flatMap((file) => {
    if (!file.path.startsWith("src/")) return [...ofEveryFile(file), ...outsideSrc(file)];
    return [...ofEveryFile(file), ...insideSrc(file, rules)];
  });
}

function ofEveryFile(file: SourceFile): Violation[] {
  const catchAll = file.path.split("/").map(stem).find(isCatchAll);
  const defaultExports = file.defaultExportLines.map((line) =>
    violation("default export", file, line, "exports by default; a named export has one name everywhere."),
  );
  if (catchAll === undefined) return defaultExports;
  const message = `is under "${catchAll}", a name that takes in anything; name it for the one idea in it.`;
  return [violation("catch-all name", file, 1, message), ...defaultExports];
}

function outsideSrc(file: SourceFile): Violation[] {
  const isClient = file.path.startsWith("web/") || file.path.startsWith("sdk/");
  const behindApi = isClient ? file.fileImports.filter((one) => one.target.startsWith("src/")) : [];
  return behindApi.map(({ line, target }) => {
    const message = `imports ${target}; dashboard and SDK know the HTTP API only, as everybody's clients do.`;
    return violation("src behind the API", file, line, message);
  });
}

function insideSrc(file: SourceFile, rules: FolderRules): Violation[] {
  const folder = topFolder(file.path);
  const rule = folder === undefined ? undefined : rules.get(folder);
  if (folder === undefined || rule === undefined) {
    const message = "lies in no folder of the table; give its folder a row that says what it may import.";
    return [violation("folder without a rule", file, 1, message)];
  }
  // A test composes real parts from anywhere and asks the environment where the servers are.
  if (isTestCode(file.path)) return [];
  return [
    ...environmentReads(file),
    ...computedImports(file),
    ...file.packageImports.flatMap((one) => judgePackageImport(file, one, folder, rule)),
    ...file.fileImports.flatMap((one) => judgeFileImport(file, one, folder, rules)),
  ];
}

function environmentReads(file: SourceFile): Violation[] {
  if (file.path === environmentReader) return [];
  return file.environmentLines.map((line) =>
    violation(
      "environment",
      file,
      line,
      `reads the environment; only ${environmentReader} does, parses it once and passes it on.`,
    ),
  );
}

function computedImports(file: SourceFile): Violation[] {
  return file.computedImportLines.map((line) =>
    violation(
      "computed import",
      file,
      line,
      "imports a computed path, which no check and no reader can follow.",
    ),
  );
}

function judgePackageImport(
  file: SourceFile,
  { line, name }: PackageImport,
  folder: string,
  rule: FolderRule,
): Violation[] {
  if (rule.isPure !== true || !/^(?:node:|bun$|bun:)/.test(name)) return [];
  const message = `imports ${name}, but ${folder} does no I/O. ${rule.because}`;
  return [violation("runtime in pure code", file, line, message)];
}

function judgeFileImport(file: SourceFile, one: FileImport, folder: string, rules: FolderRules): Violation[] {
  const fault = (rule: RuleName, message: string) => [violation(rule, file, one.line, message)];
  // The version, for `tidemark --version` and the API document.
  if (one.target === "package.json") return [];
  if (!one.target.startsWith("src/")) {
    return fault("import from outside src", `imports ${one.target}; src is shipped and stands alone.`);
  }
  if (isTestCode(one.target)) {
    return fault("test code in production", `imports ${one.target}, which is only there for tests.`);
  }
  const target = topFolder(one.target);
  const rule = rules.get(folder);
  if (target === undefined || target === folder || rule === undefined) return [];

  const whole = folder === "kernel" ? [] : ["kernel", ...rule.mayImport];
  const onlyTypes = rule.mayImportTypesOf ?? [];
  if (!whole.includes(target) && !onlyTypes.includes(target)) {
    const list = [...whole, ...onlyTypes.map((name) => `types of ${name}`)].join(", ") || "nothing";
    const message = `imports ${one.target}, but ${folder} may import ${list}. ${rule.because}`;
    return fault("import against the order", message);
  }
  if (!whole.includes(target) && !one.typeOnly) {
    const message = `imports code of ${one.target}, but ${folder} may import only its types. ${rule.because}`;
    return fault("more than types", message);
  }
  if (folder === "app" || rules.get(target)?.isPort !== true || !isInSubfolder(one.target)) return [];
  const message = `imports ${one.target}, an implementation; take the port in src/${target} as a parameter, app passes one in.`;
  return fault("implementation outside app", message);
}

function violation(rule: RuleName, file: SourceFile, line: number, text: string): Violation {
  return { rule, file: file.path, line, message: `${file.path}:${line} ${text}` };
}

/** `query` for `src/query/period.ts`; undefined for a file directly in `src`. */
function topFolder(path: string): string | undefined {
  const [, folder, file] = path.split("/");
  return file === undefined ? undefined : folder;
}

function isInSubfolder(path: string): boolean {
  return path.split("/").length > 3;
}

/** The name up to its first dot. */
function stem(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

function isCatchAll(name: string): boolean {
  return catchAllNames.some((catchAll) => name === catchAll || name.endsWith(`-${catchAll}`));
}

function isTestCode(path: string): boolean {
  return /\.(?:test|contract)\.tsx?$/.test(path);
}
