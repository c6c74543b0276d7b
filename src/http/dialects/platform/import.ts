import { z } from "zod";
import { knownEvents } from "../../../analyses/known-events/index.ts";
import type { EventDraft, RequestContext } from "../../../event/event.ts";
import * as field from "../../../event/schema.ts";
import type { Rejection } from "../../../event/verdict.ts";
import type { Receipt } from "../../../intake/intake.ts";
import type { WaitingBatch } from "../../../intake/turns.ts";
import { type Failure, failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, err, ok } from "../../../kernel/result.ts";
import { onlyAllowedNames } from "../../allowed-names.ts";
import { rejectionSchema } from "../../answers.ts";
import { decodeJson, readBody } from "../../body.ts";
import { takeConsent } from "../../consent.ts";
import { failed } from "../../failed.ts";
import { countIngested } from "../../ingest.ts";
import { type Call, ingestOperation, parseWith } from "../../operation.ts";
import { wholeNumber } from "../../params.ts";
import { requireOneOf } from "../../required.ts";
import { scopeOf } from "../../scope.ts";
import { optionalCurrency } from "./parse.ts";

/**
 * One event of `POST /api/v1/events/import`: the canonical names, and with `user_agent` and `ip` what
 * is otherwise seen of the sender. History without a time would be new at every import, so `time` is
 * required. An id must be text that is stored as it is, or it would not be found again.
 */
const importedEventBody = z.object({
  name: field.eventName,
  event_id: z
    .string()
    .max(limits.idCharsMax)
    .regex(/^[^\0\p{Surrogate}]*$/u, "must be Unicode text without NUL")
    .nullish(),
  time: z.union([z.number(), z.string().min(1)]),
  user_id: field.optionalId,
  anonymous_id: field.optionalId,
  session_id: field.optionalId,
  url: field.optionalText,
  path: field.optionalText,
  title: field.optionalText,
  referrer: field.optionalText,
  value: field.optionalNumber,
  currency: optionalCurrency,
  user_agent: field.optionalText,
  ip: field.optionalId,
  consent: field.optionalConsent,
  properties: field.properties,
});

const parseObject = field.draftParser({
  schema: importedEventBody,
  time: "time",
  properties: "properties",
  toDraft: (raw, time, properties) => ({
    name: raw.name,
    event_id: field.text(raw.event_id),
    time,
    user_id: field.text(raw.user_id),
    anonymous_id: field.text(raw.anonymous_id),
    session_id: field.text(raw.session_id),
    url: field.text(raw.url),
    path: field.text(raw.path),
    title: field.text(raw.title),
    referrer: field.text(raw.referrer),
    value: raw.value ?? undefined,
    currency: field.text(raw.currency),
    user_agent: field.text(raw.user_agent),
    ip: field.text(raw.ip),
    consent: raw.consent ?? undefined,
    properties,
  }),
});

const parseImportedEvent = requireOneOf(["time"], parseObject);

/**
 * `seqBefore`: the store is only searched for events that it held when `GET /api/v1/ingestion` said
 * this `seq`. Whoever imports a long file asks for it at the start, and again before an hour has
 * passed: the loader recognises what came in since, and to search for that would be in vain.
 */
const importParams = z.object({ seqBefore: wholeNumber(0, 999_999_999_999_999).optional() });

/**
 * Takes history. The loader recognises ids for a day or so; an import may be repeated years later, so
 * ids that the store holds are left out here. Together that is gapless, because an event is in the
 * store long before the loader forgets its id. 202: what is counted as accepted is durable in the log.
 *
 * Batches take turns twice: a few are read and asked for at a time, the others wait as they came; and what is new takes
 * its turn with the batches of the other doors. So a slow store holds up imports and nobody else.
 */
export const importEvents = ingestOperation({
  method: "POST",
  paths: ["/api/v1/events/import"],
  dialect: "platform",
  scope: "write",
  bringsEvents: true,
  summary: "Import up to 1,000 events of the past",
  query: importParams,
  body: z.array(importedEventBody).max(limits.batchEventsMax),
  answer: {
    status: 202,
    description: "The good new events are stored; ids that the store holds count as duplicates.",
    schema: z.object({
      accepted: z.number().int(),
      duplicate: z.number().int(),
      rejected: z.array(rejectionSchema),
      filtered: z.number().int(),
    }),
  },
  errors: ["batch_too_large"],
  examples: [
    {
      name: "one event",
      body: [
        { name: "page_view", event_id: "import-1", time: "2015-05-17T10:05:03Z", ip: "192.0.2.1", path: "/" },
      ],
    },
  ],
  handle: importAll,
});

async function importAll(call: Call): Promise<Response> {
  const params = parseWith(
    importParams,
    Object.fromEntries(new URL(call.req.url).searchParams),
    "invalid_parameter",
  );
  if (!params.ok) return failed(call, params.error);
  const body = await readBody(call, limits.batchBodyBytesMax);
  if (!body.ok) return failed(call, body.error);
  const batch = { bytes: body.value.byteLength, onWait: () => call.beginAnswer() };
  const answer = await call.services.intake.importTurns.keep(batch, () =>
    importBatch(call, body.value, batch, params.value.seqBefore),
  );
  return answer.ok ? Response.json(answer.value, { status: 202 }) : failed(call, answer.error);
}

interface ImportAnswer {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: readonly object[];
  readonly filtered: number;
}

async function importBatch(
  call: Call,
  raw: Uint8Array,
  batch: WaitingBatch,
  seqBefore: number | undefined,
): Promise<Result<ImportAnswer, Failure>> {
  const items = readItems(raw);
  if (!items.ok) return items;
  const drafts = onlyAllowedNames(
    items.value.map((item) => parseImportedEvent(item)),
    call.access,
  );
  const consent = takeConsent(drafts, call.req.headers);
  if (!consent.ok) return consent;
  const known = await findKnown(call, drafts, seqBefore);
  if (!known.ok) return known;
  const fresh = [...drafts.keys()].filter((index) => !isKnown(drafts[index]!, known.value));
  const freshDrafts = fresh.map((index) => drafts[index]!);
  const receipt = await call.services.intake.turns.take(batch, () => accept(call, freshDrafts));
  if (!receipt.ok) return receipt;
  const { accepted, rejected, filtered } = receipt.value;
  return ok({
    accepted: accepted.length,
    duplicate: drafts.length - fresh.length,
    rejected: rejected.map(({ index, code, field: at, message }) => ({
      index: fresh[index]!,
      code,
      field: at ?? null,
      message,
    })),
    filtered: filtered.length,
  });
}

function readItems(raw: Uint8Array): Result<readonly unknown[], Failure> {
  const body = decodeJson(raw, limits.batchBodyBytesMax);
  if (!body.ok) return body;
  if (!Array.isArray(body.value)) {
    return err(failure("invalid_field", { message: "The body must be an array of events." }));
  }
  if (body.value.length <= limits.batchEventsMax) return ok(body.value as unknown[]);
  const message = `The batch has ${body.value.length} events; at most ${limits.batchEventsMax} are allowed.`;
  return err(failure("batch_too_large", { message }));
}

async function findKnown(
  call: Call,
  drafts: readonly (EventDraft | Rejection)[],
  seqBefore: number | undefined,
): Promise<Result<ReadonlySet<string>, Failure>> {
  const eventIds: string[] = [];
  let from = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const draft of drafts) {
    if (field.isRejection(draft) || draft.event_id === undefined) continue;
    eventIds.push(draft.event_id);
    from = Math.min(from, draft.time!);
    last = Math.max(last, draft.time!);
  }
  if (eventIds.length === 0 || seqBefore === 0) return ok(new Set());
  return call.services.analytics.run(knownEvents, { eventIds, from, to: last + 1, seqBefore }, scopeOf(call));
}

function isKnown(draft: EventDraft | Rejection, known: ReadonlySet<string>): boolean {
  return !field.isRejection(draft) && draft.event_id !== undefined && known.has(draft.event_id);
}

async function accept(
  call: Call,
  drafts: readonly (EventDraft | Rejection)[],
): Promise<Result<Receipt, Failure>> {
  if (drafts.length === 0) return ok({ accepted: [], rejected: [], filtered: [] });
  const receipt = await call.services.intake.accept(importContext(call), drafts);
  if (receipt.ok) countIngested(call, receipt.value);
  return receipt;
}

/** The request comes from whoever holds the file, and says nothing about those who the events tell of. */
function importContext({ services, access }: Call): RequestContext {
  return {
    project_id: access.project_id,
    source: "import",
    received_at: services.clock.now(),
    ip: "",
    user_agent: "",
    country: "",
    region: "",
    city: "",
    do_not_track: false,
  };
}
