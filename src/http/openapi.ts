import { z } from "zod";
import packageJson from "../../package.json" with { type: "json" };
import { type ErrorCode, errorRegistry } from "../kernel/errors.ts";
import type { DialectName, Example, Operation } from "./operation.ts";
import { rateHeaders } from "./rate.ts";

/** The OpenAPI 3.1 document of the operations: the same schemas that parse requests describe them. */
export function openApiDocument(operations: readonly Operation[]): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  const schemas: Record<string, unknown> = { Error: errorSchema };
  for (const operation of operations) {
    for (const path of operation.paths) {
      const template = templateOf(path);
      paths[template] = {
        ...paths[template],
        [operation.method.toLowerCase()]: withoutNamed(describe(operation, path), schemas),
      };
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tidemark",
      version: packageJson.version,
      summary: packageJson.description,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(dialectDescriptions).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas, headers: headerComponents, securitySchemes },
    // Any one of them.
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
  };
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [key: string]: unknown;
}

const dialectDescriptions: Readonly<Record<DialectName, string>> = {
  platform: "The native API: everything Tidemark can do.",
  edge: "Edge analytics: collect, metrics, sessions, time series, funnels.",
  engine: "Analytics engine: queue events of sites, daily statistics.",
  realtime: "Real-time analytics: events, aggregates, queries.",
  reports: "Analytics service: batches and reports.",
};

/** How a caller says who it is; docs/access.md tells more. In open mode nobody has to. */
const securitySchemes = {
  apiKey: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "An API key; `apikey` is the same.",
  },
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "An API key, or a JWT of an issuer that is trusted.",
  },
} as const;

const errorSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "requestId"],
      properties: {
        code: { type: "string", enum: Object.keys(errorRegistry) },
        message: { type: "string" },
        field: { type: "string", description: "The field or parameter at fault" },
        requestId: { type: "string" },
      },
    },
  },
};

/** Absent from answers to calls that are not limited. */
const headerComponents = Object.fromEntries(
  Object.entries({
    ...rateHeaders,
    "Retry-After": "Seconds after which a request will be admitted.",
  }).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
);

const rateHeaderRefs = Object.assign({}, ...Object.keys(rateHeaders).map(refTo)) as Record<string, unknown>;

function refTo(header: string): Record<string, unknown> {
  return { [header]: { $ref: `#/components/headers/${header}` } };
}

function describe(operation: Operation, path: string): Record<string, unknown> {
  const { summary, description, dialect, answer } = operation;
  return {
    operationId: operationId(operation, path),
    tags: [dialect],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [...pathParameters(operation, path), ...queryParameters(operation)],
    ...requestBody(operation),
    ...securityOf(operation),
    responses: {
      [String(answer.status)]: {
        description: answer.description,
        headers: rateHeaderRefs,
        ...answerContent(operation),
      },
      ...errorResponses(operation),
    },
  };
}

/** Public ones need nothing; a sender of events may put a key that can do nothing else into the URL. */
function securityOf({ scope }: Operation): Record<string, unknown> {
  if (scope === "public") return { security: [] };
  return { "x-permission": scope };
}

function operationId({ method }: Operation, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return [method.toLowerCase(), ...words]
    .map((word, index) => (index === 0 ? word : capitalized(word)))
    .join("");
}

function capitalized(word: string): string {
  return `${word[0]!.toUpperCase()}${word.slice(1)}`;
}

/** `/users/:userId` as OpenAPI writes it. */
function templateOf(path: string): string {
  return path.replaceAll(/:(\w+)/g, "{$1}");
}

function pathParameters(operation: Operation, path: string): Record<string, unknown>[] {
  const names = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!);
  const { properties = {} } = operation.path === undefined ? {} : jsonSchema(operation.path, "input");
  return names.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: properties[name] ?? { type: "string" },
    ...exampleOf(operation.examples, (example) => example.path?.[name]),
  }));
}

function queryParameters(operation: Operation): Record<string, unknown>[] {
  if (operation.query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(operation.query, "input");
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema as { description?: string };
    return {
      name,
      in: "query",
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
      ...exampleOf(operation.examples, (example) => example.query?.[name]),
    };
  });
}

function exampleOf(
  examples: readonly Example[],
  read: (example: Example) => string | undefined,
): { example?: string } {
  const value = examples.map(read).find((one) => one !== undefined);
  return value === undefined ? {} : { example: value };
}

function requestBody(operation: Operation): Record<string, unknown> {
  if (operation.body === undefined) return {};
  const examples = operation.examples
    .filter((example) => example.body !== undefined)
    .map((example) => [example.name, { value: example.body }] as const);
  const media = { schema: jsonSchema(operation.body, "input"), examples: Object.fromEntries(examples) };
  return { requestBody: { required: true, content: { "application/json": media } } };
}

function answerContent({ answer }: Operation): Record<string, unknown> {
  if (answer.schema === undefined && answer.contentTypes === undefined) return {};
  const schema = answer.schema === undefined ? { type: "string" } : jsonSchema(answer.schema, "output");
  const types = answer.contentTypes ?? ["application/json"];
  return { content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

/** One entry a status, because OpenAPI knows no more; its text lists the codes. */
function errorResponses(operation: Operation): Record<string, unknown> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorCodes(operation)) {
    const { status } = errorRegistry[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\`: ${errorRegistry[code].text}`).join("\n\n"),
      ...(status === 429 ? { headers: { ...rateHeaderRefs, ...refTo("Retry-After") } } : {}),
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    },
  ]);
  return Object.fromEntries(responses) as Record<string, unknown>;
}

/** What the kind of operation makes possible, and what it states itself. */
function errorCodes(operation: Operation): ErrorCode[] {
  const codes: ErrorCode[] = [...(operation.errors ?? [])];
  if (operation.query !== undefined || operation.path !== undefined) codes.push("invalid_parameter");
  if (operation.body !== undefined)
    codes.push("invalid_json", "invalid_encoding", "invalid_field", "body_too_large");
  codes.push("rate_limited");
  if (operation.scope === "ingest")
    codes.push(...eventCodes, "quota_exceeded", "log_full", "log_unavailable");
  if (operation.scope === "read") codes.push("store_unavailable", "query_timeout", "query_too_large");
  if (operation.scope !== "public") {
    codes.push(
      "unauthorized",
      "forbidden",
      "not_found",
      "internal",
      "catalog_unavailable",
      "key_set_unavailable",
      "shutting_down",
    );
  }
  return [...new Set(codes)];
}

const eventCodes: readonly ErrorCode[] = [
  "missing_field",
  "too_long",
  "too_deep",
  "too_many_keys",
  "event_too_large",
  "time_out_of_range",
  "name_not_allowed",
];

/** Schemas with a name stand once, among the components, however many operations have them inside. */
function withoutNamed(value: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNamed(item, schemas));
  if (typeof value !== "object" || value === null) return value;
  const { $defs = {}, ...rest } = value as { readonly $defs?: object };
  for (const [name, schema] of Object.entries($defs)) schemas[name] ??= withoutNamed(schema, schemas);
  return Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, withoutNamed(item, schemas)]));
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

/** Transforms have no JSON Schema of their output; requests are described by what is sent. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    reused: "inline",
  });
  return componentRefs(described, io === "input" ? "" : "Answer");
}

/** Names point into the document instead of into the schema; what is sent and what is answered may differ. */
function componentRefs(
  { $defs = {}, ...described }: z.core.JSONSchema.BaseSchema,
  suffix: string,
): JsonSchema {
  const definitions: Record<string, unknown> = {};
  for (const [name, { id: _, ...schema }] of Object.entries($defs)) definitions[`${name}${suffix}`] = schema;
  const json = JSON.stringify({ ...described, $defs: definitions });
  const target = `"#/components/schemas/$1${suffix}"`;
  return JSON.parse(json.replaceAll(/"#\/\$defs\/(\w+)"/g, target)) as JsonSchema;
}
