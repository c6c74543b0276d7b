import { assert } from "../kernel/assert.ts";

/**
 * The second lock on the door between projects. `analytics` adds the project to each statement; this
 * looks at the finished text and refuses one that reads a table of ours in any other way than
 *
 *   FROM <table> [FINAL] WHERE project_id = {project:String} [AND …]
 *
 * without an OR beside the condition, and with a value for `project`. It knows nothing of how
 * statements are made, so a mistake there does not repeat itself here. Throws: whoever sends such a
 * statement has a fault.
 */
export function guardProject(sql: string, params: Readonly<Record<string, unknown>>): void {
  const text = withoutWords(sql);
  for (const [, name = ""] of text.matchAll(tableFunction)) {
    assert(harmlessFunctions.has(name), `a question reads from the table function ${name}`);
  }
  assert(!/\{\s*\w+\s*:\s*Identifier\s*\}/i.test(text), "a question reads a table whose name is a value");
  const reads = [...text.matchAll(ourTables)];
  if (reads.length === 0) return;
  const { project } = params;
  assert(
    typeof project === "string" && project !== "",
    "a question without a project reads a table of events",
  );
  for (const read of reads) {
    const table = read[0];
    const before = text.slice(0, read.index);
    const after = text.slice(read.index + table.length);
    assert(/\bFROM\s+(?:\w+\s*\.\s*)?$/i.test(before), `a question reads ${table} other than by FROM`);
    const condition = projectCondition.exec(after);
    assert(condition !== null, `a question reads ${table} without the project's condition`);
    assert(
      !hasOr(after.slice(condition[0].length)),
      `a question reads ${table} with an OR beside the project's condition`,
    );
  }
}

/** By the rule for names: every table ends in its version. */
const ourTables = /\b[A-Za-z]\w*_v\d+\b/g;
const projectCondition =
  /^(?:\s+FINAL)?\s+WHERE\s+project_id\s*=\s*\{\s*project\s*:\s*String\s*\}(?=\s*(?:\)|$|(?:AND|GROUP|ORDER|LIMIT|UNION|SETTINGS)\b))/i;
/** Such functions may read tables whose names are data, or other servers. */
const tableFunction = /\b(?:FROM|JOIN)\s+([A-Za-z]\w*)\s*\(/gi;
const harmlessFunctions: ReadonlySet<string> = new Set(["numbers", "values", "view"]);

/** In the rest of the subquery that the condition belongs to, outside of parentheses. */
function hasOr(rest: string): boolean {
  let depth = 0;
  for (const [token] of rest.matchAll(/[()]|\bOR\b/gi)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0) return true;
    if (depth < 0) return false;
  }
  return false;
}

/** Texts and comments say nothing to the server; a quoted name is a name. */
function withoutWords(sql: string): string {
  return sql.replaceAll(
    /'(?:[^'\\]|\\.|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|`((?:[^`\\]|\\.)*)`|"((?:[^"\\]|\\.)*)"/g,
    (match: string, backquoted: string | undefined, quoted: string | undefined) =>
      match.startsWith("'") ? "''" : ` ${backquoted ?? quoted ?? ""} `,
  );
}
