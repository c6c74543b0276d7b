import { type FieldValues, asNumber, draftLine } from "./draft.ts";
import { type FieldMap, type FieldTexts, fieldMap } from "./field-map.ts";
import { type MappedField, type ParsedLine, mappedFields, rejected } from "./parsed-line.ts";
import { type TimeFormat, timeReader } from "./read-time.ts";

export interface RecordOptions {
  readonly map: FieldTexts;
  readonly constants: FieldTexts;
  readonly timeFormat: TimeFormat;
  /** Properties whose text is made a number where it is one. */
  readonly numbers: readonly string[];
}

type JsonObject = Record<string, unknown>;

/** One JSON object a line. Keys that no field takes become properties, beside those in `properties`. */
export function ndjsonParser(options: RecordOptions): (line: string) => ParsedLine {
  const map = fieldMap(options.map);
  const parts = { constants: options.constants, readTime: timeReader(options.timeFormat) };
  return (line) => {
    const record = parseObject(line);
    if (record === undefined) return rejected("invalid_json");
    const given = takeFields(record, map);
    const properties = propertiesOf(record);
    for (const key of options.numbers)
      if (Object.hasOwn(properties, key)) properties[key] = asNumber(properties[key]);
    return draftLine(given, properties, parts);
  };
}

function parseObject(line: string): JsonObject | undefined {
  try {
    const parsed = JSON.parse(line) as unknown;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Taken out of the record, so that an address, say, does not stay behind as a property. */
function takeFields(record: JsonObject, map: FieldMap): FieldValues {
  const given: FieldValues = {};
  for (const field of mappedFields) {
    const value = takeFirst(record, map, field);
    if (value !== undefined) given[field] = value;
  }
  return given;
}

function takeFirst(record: JsonObject, map: FieldMap, field: MappedField): unknown {
  for (const path of map[field]) {
    const value = take(record, path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** A key of the record, or else a path of keys joined by dots; an object that it leaves empty goes too. */
function take(record: JsonObject, path: string): unknown {
  if (Object.hasOwn(record, path)) {
    const value = record[path];
    delete record[path];
    return value;
  }
  const dot = path.indexOf(".");
  const key = path.slice(0, Math.max(0, dot));
  const child = Object.hasOwn(record, key) ? record[key] : undefined;
  if (!isObject(child)) return undefined;
  const value = take(child, path.slice(dot + 1));
  if (value !== undefined && Object.keys(child).length === 0) delete record[key];
  return value;
}

function propertiesOf(record: JsonObject): JsonObject {
  const { properties, ...others } = record;
  return isObject(properties) ? { ...others, ...properties } : record;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
