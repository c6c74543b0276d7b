import { z } from "zod";
import { noSuchProject } from "../../../access/access.ts";
import { failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { failed } from "../../failed.ts";
import { type Call, type Example, type Operation, operation } from "../../operation.ts";
import type { SavedQuestion, SavedQuestions } from "../../services.ts";

/** What is saved: where, what it is called, and its definition in JSON. */
export interface SavedKind {
  /** `/api/v1/<plural>`. */
  readonly plural: "funnels" | "segments";
  readonly singular: "funnel" | "segment";
  /** The definition; the name is added. */
  readonly fields: z.ZodRawShape;
  readonly example: Readonly<Record<string, unknown>>;
}

/** Create, list, read, replace and delete, for anything that people keep under a name. */
export function savedOperations(kind: SavedKind): readonly Operation[] {
  return [create(kind), list(kind), read(kind), replace(kind), remove(kind)];
}

export const idPath = z.object({ id: z.string().min(1).max(64) });

/** An example that needs a saved one. */
export function exampleOf(
  { singular, plural, example }: SavedKind,
  more: Omit<Example, "name"> = {},
): Example {
  return { name: singular, needs: { path: `/api/v1/${plural}`, body: example, as: "id" }, ...more };
}

/** The answer for an id that the project has not. */
export function unknown(call: Call, kind: Pick<SavedKind, "singular">, id: string): Response {
  return failed(call, failure("not_found", { field: "id", message: `There is no ${kind.singular} ${id}.` }));
}

function savedIn(call: Call, kind: Pick<SavedKind, "plural">): SavedQuestions {
  return call.services[kind.plural];
}

const nameField = { name: z.string().trim().min(1).max(limits.eventNameCharsMax) };

function bodyOf({ fields }: SavedKind) {
  return z.object({ ...nameField, ...fields });
}

function answerOf({ plural }: SavedKind) {
  const times = { createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() };
  return z
    .looseObject({ id: z.string(), name: z.string(), ...times })
    .describe(`As it was sent to \`POST /api/v1/${plural}\``);
}

function present({ id, name, definition, created_at, updated_at }: SavedQuestion) {
  const times = {
    createdAt: new Date(created_at).toISOString(),
    updatedAt: new Date(updated_at).toISOString(),
  };
  return { id, name, ...(definition as object), ...times };
}

/** Only what the schema knows is kept. */
function definitionOf({ fields }: SavedKind, sent: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sent as object).filter(([key]) => Object.hasOwn(fields, key)));
}

function create(kind: SavedKind): Operation {
  return operation({
    method: "POST",
    paths: [`/api/v1/${kind.plural}`],
    dialect: "platform",
    scope: "write",
    summary: `Save a ${kind.singular}`,
    body: bodyOf(kind),
    answer: { status: 201, description: `The ${kind.singular}, with its id.`, schema: answerOf(kind) },
    examples: [{ name: kind.singular, body: kind.example }],
    handle: async (call, { body, sentBody }) => {
      const definition = definitionOf(kind, sentBody);
      const saved = await savedIn(call, kind).create(call.access.project_id, body.name, definition);
      if (saved === null) return failed(call, noSuchProject(call.access.project_id));
      return Response.json(present(saved), {
        status: 201,
        headers: { Location: `/api/v1/${kind.plural}/${saved.id}` },
      });
    },
  });
}

function list(kind: SavedKind): Operation {
  return operation({
    method: "GET",
    paths: [`/api/v1/${kind.plural}`],
    dialect: "platform",
    scope: "read",
    summary: `The saved ${kind.plural}`,
    answer: {
      status: 200,
      description: "The oldest first.",
      schema: z.object({ [kind.plural]: answerOf(kind).array() }),
    },
    examples: [{ name: "all" }],
    handle: async (call) => {
      const saved = await savedIn(call, kind).list(call.access.project_id);
      return Response.json({ [kind.plural]: saved.map(present) });
    },
  });
}

function read(kind: SavedKind): Operation {
  return operation({
    method: "GET",
    paths: [`/api/v1/${kind.plural}/:id`],
    dialect: "platform",
    scope: "read",
    summary: `One saved ${kind.singular}`,
    path: idPath,
    answer: { status: 200, description: `The ${kind.singular}.`, schema: answerOf(kind) },
    errors: ["not_found"],
    examples: [exampleOf(kind)],
    handle: async (call, { path: { id } }) => {
      const saved = await savedIn(call, kind).get(call.access.project_id, id);
      return saved === null ? unknown(call, kind, id) : Response.json(present(saved));
    },
  });
}

function replace(kind: SavedKind): Operation {
  return operation({
    method: "PUT",
    paths: [`/api/v1/${kind.plural}/:id`],
    dialect: "platform",
    scope: "write",
    summary: `Replace a saved ${kind.singular}`,
    path: idPath,
    body: bodyOf(kind),
    answer: { status: 200, description: `The ${kind.singular} as it is now.`, schema: answerOf(kind) },
    errors: ["not_found"],
    examples: [exampleOf(kind, { body: kind.example })],
    handle: async (call, { path: { id }, body, sentBody }) => {
      const definition = definitionOf(kind, sentBody);
      const saved = await savedIn(call, kind).replace(call.access.project_id, id, body.name, definition);
      return saved === null ? unknown(call, kind, id) : Response.json(present(saved));
    },
  });
}

function remove(kind: SavedKind): Operation {
  return operation({
    method: "DELETE",
    paths: [`/api/v1/${kind.plural}/:id`],
    dialect: "platform",
    scope: "write",
    summary: `Delete a saved ${kind.singular}`,
    path: idPath,
    answer: { status: 200, description: "It is gone.", schema: z.object({ success: z.literal(true) }) },
    errors: ["not_found"],
    examples: [exampleOf(kind)],
    handle: async (call, { path: { id } }) => {
      const wasThere = await savedIn(call, kind).delete(call.access.project_id, id);
      return wasThere ? Response.json({ success: true }) : unknown(call, kind, id);
    },
  });
}
