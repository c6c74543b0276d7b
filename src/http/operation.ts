import type { z } from "zod";
import { type Failure, failure } from "../kernel/errors.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { Services } from "./services.ts";

/**
 * One operation of the HTTP API: where it lives, what it takes, and a short handler. The server
 * mounts these, and the documentation is generated from them.
 */
export interface Operation {
  readonly method: "GET" | "POST";
  /** All paths that lead here, the documented one first. */
  readonly paths: readonly [string, ...string[]];
  readonly dialect: DialectName;
  /** What the caller must be allowed to do. `public` needs nothing. */
  readonly scope: "public" | "ingest" | "read" | "write";
  readonly summary: string;
  handle(call: Call): Promise<Response> | Response;
}

export type DialectName = "edge" | "engine" | "realtime" | "reports" | "platform";

/** One request on its way through an operation. */
export interface Call {
  readonly req: Request;
  readonly services: Services;
  readonly requestId: string;
  /** The peer's address as the socket says. */
  readonly address: string;
  /** Parameters of the path, decoded. */
  readonly pathParams: Readonly<Record<string, string>>;
  readonly startedAt: number;
}

/** Reads the query string by a schema; a bad or unknown value becomes a failure that names the parameter. */
export function readParams<Params>(call: Call, schema: z.ZodType<Params>): Result<Params, Failure> {
  const given = Object.fromEntries(new URL(call.req.url).searchParams);
  return parseWith(schema, given, "invalid_parameter");
}

export function parseWith<T>(
  schema: z.ZodType<T>,
  given: unknown,
  code: "invalid_parameter" | "invalid_field",
): Result<T, Failure> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0]!;
  const field = issue.path.map(String).join(".");
  const message = field === "" ? issue.message : `${field}: ${issue.message}`;
  return err(failure(code, { message, ...(field === "" ? {} : { field }) }));
}
