import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../kernel/assert.ts";

/** One numbered file of `schema/`, ready to run. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** Of the file as it is, so that a later edit is noticed. */
  readonly checksum: string;
  readonly statements: readonly string[];
}

/** The migrations of this version of Tidemark, oldest first. */
export function readMigrations(folder = join(import.meta.dir, "schema")): Migration[] {
  const files = readdirSync(folder).filter((file) => fileName.test(file));
  return files.toSorted().map((file, index) => {
    const version = Number(file.slice(0, versionDigits));
    assert(version === index + 1, `the migrations are numbered without a gap up to ${file}`);
    const text = readFileSync(join(folder, file), "utf8");
    const checksum = Bun.hash.xxHash64(text).toString(16).padStart(16, "0");
    return { version, name: file.replace(".sql", ""), checksum, statements: statementsOf(render(text)) };
  });
}

const versionDigits = 3;
const fileName = /^\d{3}_\w+\.sql$/;

/** What the files leave open; a single server fills it in like this. */
const placeholders: Readonly<Record<string, string>> = {
  on_cluster: "",
  replicated: "",
  deduplication_window: "non_replicated_deduplication_window",
};

function render(text: string): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = placeholders[name];
    assert(value !== undefined, `the placeholder ${name} is declared`);
    return value;
  });
}

/** A statement ends with a semicolon at the end of a line; comments have lines of their own. */
function statementsOf(text: string): string[] {
  return text
    .replaceAll(/^\s*--.*$/gm, "")
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
