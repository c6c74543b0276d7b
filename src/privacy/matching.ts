import type { Selection } from "../analytics/selection/selection.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { DeadLetter } from "./parts.ts";

/**
 * Whether a refused row is meant by a selection. The store could not take it, so it cannot be asked; a
 * row that is not even JSON is meant when its text holds the id.
 */
export function letterMatcher(project: ProjectId, selection: Selection): (letter: DeadLetter) => boolean {
  return ({ project_id, row }) => {
    if (project_id !== project) return false;
    const event = parsed(row);
    if (event === null) return selection.kind !== "events" && selection.ids.some((id) => row.includes(id));
    return matches(event, selection);
  };
}

type Row = Readonly<Record<string, unknown>>;

function matches(event: Row, selection: Selection): boolean {
  if (selection.kind !== "events") {
    const columns = selection.kind === "user" ? userColumns : anonymousColumns;
    return columns.some((column) => selection.ids.includes(textOf(event[column])));
  }
  const time = Number(event["time"]);
  if (selection.from !== null && !(time >= selection.from)) return false;
  if (selection.to !== null && !(time < selection.to)) return false;
  return selection.filters.every(({ field, ...comparison }) => {
    const value = "column" in field ? event[field.column] : propertyOf(event["properties"], field.property);
    if (value === undefined && "property" in field) return false;
    if (comparison.operator === "eq") return textOf(value) === String(comparison.value);
    return comparison.operator === "in" && comparison.value.map(String).includes(textOf(value));
  });
}

const userColumns = ["user_id", "visitor_id"];
const anonymousColumns = ["anonymous_id", "visitor_id"];

/** A dot names a nested key. */
function propertyOf(properties: unknown, key: string): unknown {
  let value = properties;
  for (const part of key.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Row)[part];
  }
  return value;
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

function parsed(row: string): Row | null {
  try {
    const value = JSON.parse(row) as unknown;
    return typeof value === "object" && value !== null ? (value as Row) : null;
  } catch {
    return null;
  }
}
