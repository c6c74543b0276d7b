import { z } from "zod";
import type { RateVerdict } from "../access/limits/rate-limits.ts";
import type { Permission } from "../access/principal.ts";
import { assert } from "../kernel/assert.ts";
import { type ErrorCode, type Failure, failure } from "../kernel/errors.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { CallAccess } from "./authorize.ts";
import { readJson } from "./body.ts";
import { failed } from "./failed.ts";
import type { Services } from "./services.ts";

/**
 * One operation of the HTTP API, in one place: where it lives, what it takes and gives as schemas,
 * examples that a test sends, and a short handler. The server mounts it, the schemas parse its input
 * before the handler sees it, and the OpenAPI document is generated from it.
 */
export interface Operation {
  readonly method: Method;
  /** All paths that lead here, the documented one first; parameters as `:name`. */
  readonly paths: readonly [string, ...string[]];
  readonly dialect: DialectName;
  /** What the caller must be allowed to do. `public` needs nothing. */
  readonly scope: Scope;
  /**
   * `organization`: the call is about the organization, and no project is chosen. `projects`: the call is about
   * all projects or names one in its path, so whoever may use several need not choose.
   */
  readonly about?: "organization" | "projects";
  /** Only for people who have signed in: it is about their own account. */
  readonly isForPeople?: true;
  /** Also in open mode a key or token is wanted, as the dialect's document says; the one that it writes there is enough then. */
  readonly needsCredential?: true;
  /** It is limited as sending is, although it takes another permission. */
  readonly bringsEvents?: true;
  readonly summary: string;
  readonly description?: string;
  readonly path?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer: Answer;
  /** Error codes besides those that any operation may give. */
  readonly errors?: readonly ErrorCode[];
  readonly examples: readonly [Example, ...Example[]];
  handle(call: Call): Promise<Response> | Response;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Scope = "public" | Permission;
export type DialectName = "edge" | "engine" | "realtime" | "reports" | "platform";

export interface Answer {
  readonly status: number;
  readonly description: string;
  /** Of the JSON body; absent where the body is not JSON. */
  readonly schema?: z.ZodType;
  readonly contentTypes?: readonly string[];
}

/** A request that a test sends and that the documentation shows. */
export interface Example {
  readonly name: string;
  /** The error it gets as it stands here, because it would need a secret that is shown once. */
  readonly fails?: ErrorCode;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A thing that must exist first: POSTed to `path`, its `id` becomes the path parameter `as`. */
  readonly needs?: { readonly path: string; readonly body: unknown; readonly as: string };
}

/** One request on its way through an operation. */
export interface Call {
  readonly req: Request;
  readonly services: Services;
  readonly requestId: string;
  /** For whom, and on which project. A public operation has none: it throws there. */
  readonly access: CallAccess;
  /** What is left of the caller's limit; null: not limited. */
  readonly rate: RateVerdict | null;
  /** The peer's address as the socket says. */
  readonly address: string;
  /** Parameters of the path, decoded. */
  readonly pathParams: Readonly<Record<string, string>>;
  readonly startedAt: number;
  /**
   * A question as it was written: the body, once it is read, with what it names by an id in that one's place. To say where in
   * it something is wrong.
   */
  sentBody: unknown;
  /**
   * Says that the request was read whole: from now on the client waits for us and not we for it, so
   * the connection may be silent until the answer, for longer than a request may take to come in.
   */
  beginAnswer(): void;
}

/** What a handler gets: the parts of the request that have a schema, parsed by it. */
export interface Input<Path, Query, Body> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  /** The body as it was sent, before its schema made something of it; what is saved is saved in this form. */
  readonly sentBody: unknown;
}

export interface OperationDefinition<Path, Query, Body> extends Omit<
  Operation,
  "path" | "query" | "body" | "handle"
> {
  readonly path?: z.ZodType<Path>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  handle(call: Call, input: Input<Path, Query, Body>): Promise<Response> | Response;
}

/** An operation whose input is parsed by its schemas; a bad one gets a 400 that names the parameter or field. */
export function operation<Path = undefined, Query = undefined, Body = undefined>(
  definition: OperationDefinition<Path, Query, Body>,
): Operation {
  return {
    ...definition,
    handle: async (call) => {
      const input = await parseInput(call, definition);
      if (!input.ok) return failed(call, input.error);
      call.beginAnswer();
      return definition.handle(call, input.value);
    },
  };
}

/** An ingest operation: its handler reads the body itself, event by event; the schema documents it. */
export function ingestOperation(definition: Operation): Operation {
  return definition;
}

async function parseInput<Path, Query, Body>(
  call: Call,
  definition: OperationDefinition<Path, Query, Body>,
): Promise<Result<Input<Path, Query, Body>, Failure>> {
  const path = parseWith(definition.path, call.pathParams, "invalid_parameter");
  if (!path.ok) return path;
  const params = Object.fromEntries(new URL(call.req.url).searchParams);
  const unknown = definition.dialect === "platform" ? unknownParameter(definition.query, params) : null;
  if (unknown !== null) return err(unknown);
  const query = parseWith(definition.query, params, "invalid_parameter");
  if (!query.ok) return query;
  const sent = definition.body === undefined ? ok(undefined) : await readQuestion(call);
  if (!sent.ok) return sent;
  call.sentBody = sent.value;
  const body = parseWith(definition.body, sent.value, "invalid_field");
  if (!body.ok) return body;
  return ok({ path: path.value, query: query.value, body: body.value, sentBody: sent.value });
}

/**
 * A misspelt parameter of the native API is told, like a misspelt field of its bodies. The other dialects' documents
 * know no such error and their clients may add parameters of their own, so there they are ignored.
 */
function unknownParameter(schema: z.ZodType | undefined, params: object): Failure | null {
  assert(schema === undefined || schema instanceof z.ZodObject, "a query string's schema is an object");
  const known = [...Object.keys(schema?.shape ?? {}), projectParameter];
  const field = Object.keys(params).find((name) => !known.includes(name));
  if (field === undefined) return null;
  return failure("invalid_parameter", {
    field,
    message: `${field}: is unknown; known are ${known.join(", ")}`,
  });
}

/** Of every operation; see credentials.ts. */
const projectParameter = "project";

/** Questions are small and flat; schemas that call themselves must not see anything else. */
async function readQuestion(call: Call): Promise<Result<unknown, Failure>> {
  const body = await readJson(call, limits.questionBytesMax);
  if (!body.ok || !isDeeperThan(body.value, limits.questionDepthMax)) return body;
  const message = `The body must not be nested deeper than ${limits.questionDepthMax} levels.`;
  return err(failure("too_deep", { message }));
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}

interface PointedIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * The first problem, as near to its cause as can be told: of a union that nothing fits, the problem of the form that
 * the caller most likely meant, which is the one with the fewest problems.
 */
function pointedIssue(issues: readonly z.core.$ZodIssue[]): PointedIssue {
  const [issue] = issues;
  assert(issue !== undefined, "what is refused has an issue");
  if (issue.code === "unrecognized_keys") {
    return { path: [...issue.path, issue.keys[0] ?? ""], message: issue.message };
  }
  if (issue.code !== "invalid_union" || issue.message !== "Invalid input") return issue;
  const [meant] = issue.errors.toSorted((a, b) => a.length - b.length || depthOf(b) - depthOf(a));
  if (meant === undefined || meant.length === 0) return issue;
  const inner = pointedIssue(meant);
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map(({ path }) => path.length));
}

/** What the schema makes of the input, or which parameter or field is wrong. */
export function parseWith<T>(
  schema: z.ZodType<T> | undefined,
  given: unknown,
  code: "invalid_parameter" | "invalid_field",
): Result<T, Failure> {
  if (schema === undefined) return ok(undefined as T);
  const parsed = schema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const issue = pointedIssue(parsed.error.issues);
  const field = issue.path.map(String).join(".");
  const message = field === "" ? issue.message : `${field}: ${issue.message}`;
  return err(failure(code, { message, ...(field === "" ? {} : { field }) }));
}
