import { writeCsvStream } from "hucre/csv";
import { z } from "zod";
import type { AuditEntry, AuditFilter } from "../../../../access/audit.ts";
import { type Failure, failure } from "../../../../kernel/errors.ts";
import { limits } from "../../../../kernel/limits.ts";
import { type Result, err, ok } from "../../../../kernel/result.ts";
import { zoneSchema } from "../../../../query/schema.ts";
import { cursorParam, cursorText } from "../../../cursor.ts";
import { failed } from "../../../failed.ts";
import { type Call, operation } from "../../../operation.ts";
import { textParam, wholeNumber } from "../../../params.ts";
import { openRange, timeOrDaySchema } from "../../../range.ts";

const params = z.object({
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  action: textParam.optional().describe("Such as `key.created`"),
  actor: textParam.optional().describe("The id of a key, a user or a token's subject"),
  target: textParam.optional().describe("The id of the thing that it was done to"),
  of: z
    .enum(["project", "organization"])
    .default("project")
    .describe("`organization`: all of its projects, and what was done to itself"),
  format: z
    .enum(["json", "ndjson", "csv"])
    .default("json")
    .describe("`ndjson` and `csv` give every page at once"),
  limit: wholeNumber(1, limits.pageRowsMax).optional().default(100),
  cursor: cursorParam(z.tuple([z.number().int(), z.string()])).optional(),
});

const entryAnswer = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  orgId: z.string(),
  projectId: z.string().nullable(),
  actorKind: z.string(),
  actorId: z.string(),
  action: z.string(),
  target: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  addressHash: z.string().describe("Keyed hash of the address that it came from"),
});

const contentTypes = { ndjson: "application/x-ndjson", csv: "text/csv; charset=utf-8" } as const;

/**
 * Ingestion shows as one entry a minute for each sender, `events.ingested`, failed sign-ins for each account and address,
 * `account.sign_in_failed`, with their counts.
 */
export const auditTrail = operation({
  method: "GET",
  paths: ["/api/v1/audit"],
  dialect: "platform",
  scope: "admin",
  summary: "Who did what, when, and to which thing",
  description:
    "What was sent, and which sign-ins failed, in the current minute is counted in before the answer is given.",
  query: params,
  answer: {
    status: 200,
    description: "The latest first.",
    schema: z.object({ entries: entryAnswer.array(), nextCursor: z.string().nullable() }),
    contentTypes: ["application/json", ...Object.values(contentTypes)],
  },
  examples: [
    { name: "the latest" },
    {
      name: "new keys of a month",
      query: { action: "key.created", startDate: "2024-01-01", endDate: "2024-01-31" },
    },
  ],
  handle: async (call, { query }) => {
    const filter = filterOf(call, query);
    if (!filter.ok) return failed(call, filter.error);
    await Promise.all([call.services.ingestAudit.flush(), call.services.failedSignIns.flush()]);
    if (query.format !== "json") return exported(call, filter.value, query.format);
    const entries = await call.services.audit.list(filter.value, query.limit);
    const last = entries.length < query.limit ? undefined : entries.at(-1);
    return Response.json({
      entries: entries.map(present),
      nextCursor: last === undefined ? null : cursorText([last.at, last.id]),
    });
  },
});

function filterOf(call: Call, query: z.output<typeof params>): Result<AuditFilter, Failure> {
  const { principal, project_id } = call.access;
  const period = openRange(query);
  if (!period.ok) return period;
  if (query.of === "organization" && principal.project_id !== null) return err(boundToOne);
  const [at, id] = query.cursor ?? [];
  return ok({
    organization_id: principal.organization_id,
    project_id: query.of === "organization" ? null : project_id,
    ...period.value,
    action: query.action,
    actor_id: query.actor,
    target: query.target,
    after: at === undefined || id === undefined ? undefined : { at, id },
  });
}

const boundToOne = failure("forbidden", {
  message: "These credentials belong to one project; the organization's trail is not theirs to read.",
});

function exported(call: Call, filter: AuditFilter, format: keyof typeof contentTypes): Response {
  const rows = entriesOf(call, filter);
  return new Response(format === "csv" ? csv(rows) : ndjson(rows), {
    headers: {
      "Content-Type": contentTypes[format],
      "Content-Disposition": `attachment; filename="audit.${format}"`,
      "Cache-Control": "no-store",
    },
  });
}

/** Page by page, so that the trail's length does not matter to memory. */
async function* entriesOf(call: Call, filter: AuditFilter): AsyncGenerator<AuditEntry, void, undefined> {
  let { after } = filter;
  for (;;) {
    const page = await call.services.audit.list({ ...filter, after }, limits.pageRowsMax);
    yield* page;
    after = page.at(-1);
    if (after === undefined || page.length < limits.pageRowsMax) return;
  }
}

async function* ndjson(entries: AsyncIterable<AuditEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) yield encoder.encode(`${JSON.stringify(present(entry))}\n`);
}

const encoder = new TextEncoder();

function csv(entries: AsyncIterable<AuditEntry>): ReadableStream<Uint8Array> {
  const headers = Object.keys(entryAnswer.shape);
  return writeCsvStream(cells(entries), { headers, escapeFormulae: true, lineSeparator: "\r\n" });
}

async function* cells(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string[], void, undefined> {
  for await (const entry of entries) {
    yield Object.values(present(entry)).map((value) =>
      typeof value === "string" ? value : value === null ? "" : JSON.stringify(value),
    );
  }
}

function present(entry: AuditEntry) {
  return {
    id: entry.id,
    at: new Date(entry.at).toISOString(),
    orgId: entry.organization_id,
    projectId: entry.project_id,
    actorKind: entry.actor_kind,
    actorId: entry.actor_id,
    action: entry.action,
    target: entry.target,
    before: entry.before,
    after: entry.after,
    addressHash: entry.address_hash,
  } satisfies z.input<typeof entryAnswer>;
}
