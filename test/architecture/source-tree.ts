import { posix } from "node:path";
import { type Argument, type Expression, parseSync, type Program, Visitor } from "oxc-parser";

/**
 * What the architecture test knows about a source file. Everything comes from a real syntax tree, so
 * that type-only imports count and text in comments and strings does not.
 */
export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly fileImports: readonly FileImport[];
  readonly packageImports: readonly PackageImport[];
  readonly defaultExportLines: readonly number[];
  readonly environmentLines: readonly number[];
  /** Imports and workers whose target is computed, so that nobody can say where they lead. */
  readonly computedImportLines: readonly number[];
}

export interface FileImport {
  readonly line: number;
  /** The imported file, relative to the project. */
  readonly target: string;
  /** Only types are imported; nothing remains of it at run time. */
  readonly typeOnly: boolean;
}

export interface PackageImport {
  readonly line: number;
  readonly name: string;
}

const sourceFiles = new Bun.Glob("**/*.{ts,tsx,mts,cts,js,jsx,mjs}");

/** Reads all source files in the given folders of a project; a folder that does not exist has none. */
export async function readSourceTree(root: string, folders: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    const scan = sourceFiles.scan({ cwd: `${root}/${folder}`, onlyFiles: true });
    const paths: string[] = await Array.fromAsync(scan).catch(() => []);
    for (const path of paths.toSorted()) {
      const inProject = posix.join(folder, path);
      files.push(readSource(inProject, await Bun.file(`${root}/${inProject}`).text()));
    }
  }
  return files;
}

function readSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`);

  const found = new Findings(path, text);
  collectImports(program, found);
  collectEnvironment(program, found);
  collectDefaultExports(program, found);
  return found;
}

class Findings implements SourceFile {
  readonly path: string;
  readonly fileImports: FileImport[] = [];
  readonly packageImports: PackageImport[] = [];
  readonly defaultExportLines: number[] = [];
  readonly environmentLines: number[] = [];
  readonly computedImportLines: number[] = [];
  readonly #text: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.#text = text;
  }

  lineAt(offset: number): number {
    return this.#text.slice(0, offset).split("\n").length;
  }

  addImport(specifier: string, offset: number, typeOnly: boolean): void {
    const line = this.lineAt(offset);
    const target = resolveFile(this.path, specifier);
    if (target === undefined) this.packageImports.push({ line, name: specifier });
    else this.fileImports.push({ line, target, typeOnly });
  }

  /** For `import()` and `require()`, whose target is an expression. */
  addCall(target: Expression | Argument | undefined, offset: number): void {
    const specifier = literalText(target);
    if (specifier === undefined) this.computedImportLines.push(this.lineAt(offset));
    else this.addImport(specifier, offset, false);
  }

  /** For `import.meta.resolve()`, which may well compute the name of a package. */
  addResolved(target: Argument | undefined, offset: number): void {
    const specifier = literalText(target);
    if (specifier !== undefined) this.addImport(specifier, offset, false);
  }

  /** For what names a file by URL; such a name is a file even without a leading dot. */
  addFile(target: Argument | undefined, offset: number): void {
    const name = literalText(target);
    if (name === undefined || URL.canParse(name)) return;
    this.addImport(/^[./]/.test(name) ? name : `./${name}`, offset, false);
  }
}

function collectImports(program: Program, found: Findings): void {
  new Visitor({
    ImportDeclaration(node) {
      const named = node.specifiers;
      const onlyTypes =
        named.length > 0 && named.every((one) => one.type === "ImportSpecifier" && one.importKind === "type");
      found.addImport(node.source.value, node.start, node.importKind === "type" || onlyTypes);
    },
    ExportNamedDeclaration(node) {
      if (node.source !== null) found.addImport(node.source.value, node.start, node.exportKind === "type");
    },
    ExportAllDeclaration(node) {
      found.addImport(node.source.value, node.start, node.exportKind === "type");
    },
    TSImportType(node) {
      found.addImport(node.source.value, node.start, true);
    },
    ImportExpression(node) {
      found.addCall(node.source, node.start);
    },
    CallExpression(node) {
      if (isNamed(node.callee, "require")) found.addCall(node.arguments[0], node.start);
      if (isMetaResolve(node.callee)) found.addResolved(node.arguments[0], node.start);
    },
    NewExpression(node) {
      const [first, second] = node.arguments;
      // `new URL("./worker.ts", import.meta.url)` names a file of ours, whoever loads it then.
      if (isNamed(node.callee, "URL") && isImportMetaPath(second)) found.addFile(first, node.start);
      if (isNamed(node.callee, "Worker")) found.addFile(first, node.start);
    },
  }).visit(program);
}

function collectEnvironment(program: Program, found: Findings): void {
  const read = (node: { readonly start: number }) => found.environmentLines.push(found.lineAt(node.start));
  const holdsEnvironment = (object: Expression) =>
    isNamed(object, "process") || isNamed(object, "Bun") || object.type === "MetaProperty";
  new Visitor({
    MemberExpression(node) {
      if (!holdsEnvironment(node.object)) return;
      const name = node.property.type === "Identifier" ? node.property.name : literalText(node.property);
      if (name === "env") read(node);
    },
    VariableDeclarator(node) {
      if (node.id.type !== "ObjectPattern" || node.init === null || !holdsEnvironment(node.init)) return;
      for (const property of node.id.properties) {
        if (property.type === "Property" && isNamed(property.key, "env")) read(property);
      }
    },
    ImportDeclaration(node) {
      if (!["node:process", "process", "bun"].includes(node.source.value)) return;
      for (const one of node.specifiers) {
        if (one.type === "ImportSpecifier" && isNamed(one.imported, "env")) read(one);
      }
    },
  }).visit(program);
}

function collectDefaultExports(program: Program, found: Findings): void {
  const add = (node: { readonly start: number }) => found.defaultExportLines.push(found.lineAt(node.start));
  new Visitor({
    ExportDefaultDeclaration: add,
    ExportSpecifier(node) {
      if (isNamed(node.exported, "default")) add(node);
    },
  }).visit(program);
}

function resolveFile(from: string, specifier: string): string | undefined {
  if (specifier.startsWith("/")) return specifier;
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : undefined;
}

function literalText(node: { readonly type: string } | undefined): string | undefined {
  const expression = node as Expression | undefined;
  if (expression?.type === "Literal")
    return typeof expression.value === "string" ? expression.value : undefined;
  if (expression?.type !== "TemplateLiteral" || expression.expressions.length > 0) return undefined;
  return expression.quasis[0]?.value.cooked ?? undefined;
}

function isNamed(node: { readonly type: string; readonly name?: unknown }, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

/** `import.meta.url`, `import.meta.dir` and the like. */
function isImportMetaPath(node: { readonly type: string } | undefined): boolean {
  const expression = node as Expression | undefined;
  return expression?.type === "MemberExpression" && expression.object.type === "MetaProperty";
}

function isMetaResolve(callee: Expression): boolean {
  return (
    isImportMetaPath(callee) && callee.type === "MemberExpression" && isNamed(callee.property, "resolve")
  );
}
