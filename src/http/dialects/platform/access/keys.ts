import { z } from "zod";
import { type ApiKey, type MadeKey, isActive } from "../../../../access/keys.ts";
import { permissions } from "../../../../access/principal.ts";
import { allowedEventNames, allowedOrigins } from "../../../../access/settings/ingest-settings.ts";
import { requestsPerMinute } from "../../../../access/settings/limits-settings.ts";
import { type EpochMs, secondMs } from "../../../../kernel/clock.ts";
import { failure } from "../../../../kernel/errors.ts";
import { limits } from "../../../../kernel/limits.ts";
import { actorOf } from "../../../actor.ts";
import { failed } from "../../../failed.ts";
import { type Call, type Example, type Operation, operation } from "../../../operation.ts";

const expiresAt = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .nullable();

const keyBody = z.strictObject({
  name: z.string().trim().min(1).max(200),
  permissions: z
    .array(z.enum(permissions))
    .min(1)
    .transform((names) => [...new Set(names)]),
  expiresAt: expiresAt.default(null).describe("Null: it does not expire"),
  origins: allowedOrigins
    .default(null)
    .describe("Events are only taken from pages of these; null: from anywhere"),
  eventNames: allowedEventNames.default(null).describe("Only these events are taken; null: any"),
  ingestPerMinute: requestsPerMinute
    .default(null)
    .describe("Requests a minute with which it may send events; null: as the project's settings say"),
  readsPerMinute: requestsPerMinute
    .default(null)
    .describe("Other requests a minute; null: as the project's settings say"),
  allProjects: z
    .boolean()
    .default(false)
    .describe("For every project of the organization, instead of this one"),
});

const rotationBody = z.strictObject({
  overlapSeconds: z
    .number()
    .int()
    .min(0)
    .max(limits.keyOverlapMsMax / secondMs)
    .default(0)
    .describe("For how long the old key goes on"),
  expiresAt: expiresAt.optional().describe("Of the new key; absent: as the old one"),
});

const time = z.iso.datetime().nullable();
const keyAnswer = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe("The key's first characters; the rest is nowhere"),
  orgId: z.string(),
  projectId: z.string().nullable().describe("Null: for every project of the organization"),
  permissions: z.array(z.string()),
  origins: z.array(z.string()).nullable(),
  eventNames: z.array(z.string()).nullable(),
  ingestPerMinute: z.number().int().nullable(),
  readsPerMinute: z.number().int().nullable(),
  isActive: z.boolean(),
  createdBy: z.string(),
  createdAt: time,
  expiresAt: time,
  revokedAt: time,
  lastUsed: time,
  replacedBy: z.string().nullable(),
});
const madeAnswer = keyAnswer.extend({
  key: z.string().describe("The whole key, shown this once"),
});

const idPath = z.object({ id: z.string().min(1).max(64) });
const body = { name: "Web pages", permissions: ["ingest"], origins: ["https://shop.example"] };
const needed: Omit<Example, "name"> = { needs: { path: "/api/v1/keys", body, as: "id" } };

const create = operation({
  method: "POST",
  paths: ["/api/v1/keys"],
  dialect: "platform",
  scope: "admin",
  summary: "Make an API key",
  description: "The answer is the only place where the key is ever shown; only its hash is kept.",
  body: keyBody,
  answer: { status: 201, description: "The key.", schema: madeAnswer },
  errors: ["conflict"],
  examples: [{ name: "for pages", body }],
  handle: async (call, { body: { expiresAt: expires_at, allProjects, ...wish } }) => {
    const made = await call.services.keys.create(actorOf(call), call.access.project_id, {
      ...wish,
      expires_at,
      isForAllProjects: allProjects,
    });
    return made.ok
      ? Response.json(presentMade(call, made.value), created(made.value))
      : failed(call, made.error);
  },
});

const list = operation({
  method: "GET",
  paths: ["/api/v1/keys"],
  dialect: "platform",
  scope: "admin",
  summary: "The API keys of the project",
  answer: {
    status: 200,
    description: "The oldest first, ended ones included; never the keys themselves.",
    schema: z.object({ keys: keyAnswer.array() }),
  },
  examples: [{ name: "all" }],
  handle: async (call) => {
    const keys = await call.services.keys.list(actorOf(call), call.access.project_id);
    return Response.json({ keys: keys.map((key) => present(call, key)) });
  },
});

const read = operation({
  method: "GET",
  paths: ["/api/v1/keys/:id"],
  dialect: "platform",
  scope: "admin",
  summary: "One API key",
  path: idPath,
  answer: { status: 200, description: "All but the key itself.", schema: keyAnswer },
  examples: [{ name: "key", ...needed }],
  handle: async (call, { path: { id } }) => {
    const key = await call.services.keys.get(actorOf(call), call.access.project_id, id);
    if (key !== null) return Response.json(present(call, key));
    return failed(call, failure("not_found", { field: "id", message: `There is no key ${id}.` }));
  },
});

const rotate = operation({
  method: "POST",
  paths: ["/api/v1/keys/:id/rotate"],
  dialect: "platform",
  scope: "admin",
  summary: "Replace an API key by a new one",
  description: "The new key may the same; the old one ends at once or after `overlapSeconds`.",
  path: idPath,
  body: rotationBody,
  answer: { status: 201, description: "The new key.", schema: madeAnswer },
  errors: ["conflict"],
  examples: [{ name: "with an hour for both", ...needed, body: { overlapSeconds: 3_600 } }],
  handle: async (call, { path: { id }, body: { overlapSeconds, expiresAt: expires_at } }) => {
    const rotation = { overlapMs: overlapSeconds * secondMs, expires_at };
    const made = await call.services.keys.rotate(actorOf(call), call.access.project_id, id, rotation);
    return made.ok
      ? Response.json(presentMade(call, made.value), created(made.value))
      : failed(call, made.error);
  },
});

const revoke = operation({
  method: "DELETE",
  paths: ["/api/v1/keys/:id"],
  dialect: "platform",
  scope: "admin",
  summary: "Revoke an API key, at once",
  path: idPath,
  answer: { status: 200, description: "It stays in the list, and does nothing any more.", schema: keyAnswer },
  errors: ["conflict"],
  examples: [{ name: "key", ...needed }],
  handle: async (call, { path: { id } }) => {
    const revoked = await call.services.keys.revoke(actorOf(call), call.access.project_id, id);
    return revoked.ok ? Response.json(present(call, revoked.value)) : failed(call, revoked.error);
  },
});

export const keyOperations: readonly Operation[] = [create, list, read, rotate, revoke];

function created({ key }: MadeKey): ResponseInit {
  return { status: 201, headers: { Location: `/api/v1/keys/${key.id}`, "Cache-Control": "no-store" } };
}

function presentMade(call: Call, { key, text }: MadeKey) {
  return { key: text, ...present(call, key) };
}

function present({ services }: Call, key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    orgId: key.organization_id,
    projectId: key.project_id,
    permissions: key.permissions,
    origins: key.origins,
    eventNames: key.event_names,
    ingestPerMinute: key.ingest_per_minute,
    readsPerMinute: key.reads_per_minute,
    isActive: isActive(key, services.clock.now()),
    createdBy: key.created_by,
    createdAt: iso(key.created_at),
    expiresAt: iso(key.expires_at),
    revokedAt: iso(key.revoked_at),
    lastUsed: iso(services.keyUsage.lastUse(key.id, key.last_used_at)),
    replacedBy: key.replaced_by,
  };
}

function iso(at: EpochMs | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
