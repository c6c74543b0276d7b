import type { StatementRows } from "../analysis.ts";
import { number, text } from "../rows.ts";
import type { EventPropertiesPlan } from "./plan.ts";

export interface KnownProperty {
  /** Nested keys are joined by dots. */
  readonly key: string;
  /** Events that have the property. */
  readonly events: number;
  /** `string`, `number`, `boolean` or `array`, the most frequent first. */
  readonly types: readonly { readonly type: PropertyType; readonly events: number }[];
  /** Of the latest events, the most frequent first. */
  readonly samples: readonly unknown[];
}

export type PropertyType = "string" | "number" | "boolean" | "array";

/** The most frequent first. */
export function shapeEventProperties(rows: StatementRows, { limit }: EventPropertiesPlan): KnownProperty[] {
  const samples = Map.groupBy(rows["samples"] ?? [], (row) => text(row, "key"));
  const keys = Map.groupBy(rows["types"] ?? [], (row) => text(row, "key"));
  const properties = [...keys].map(([key, found]) => {
    const counts = new Map<PropertyType, number>();
    for (const row of found) {
      const type = typeOf(text(row, "type"));
      counts.set(type, (counts.get(type) ?? 0) + number(row, "events"));
    }
    const types = [...counts].map(([type, events]) => ({ type, events })).toSorted(byEvents);
    const events = types.reduce((total, type) => total + type.events, 0);
    return {
      key,
      events,
      types,
      samples: (samples.get(key) ?? []).map((row) => JSON.parse(text(row, "value")) as unknown),
    };
  });
  // Rows come in the order of keys, which sorting by size keeps among equals.
  return properties.toSorted(byEvents).slice(0, limit);
}

function byEvents(a: { readonly events: number }, b: { readonly events: number }): number {
  return b.events - a.events;
}

/** What JSON calls the engine's types. */
function typeOf(type: string): PropertyType {
  if (type.startsWith("Array")) return "array";
  if (type === "Bool") return "boolean";
  return type === "String" ? "string" : "number";
}
